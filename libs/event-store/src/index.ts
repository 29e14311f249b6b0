export { append, emptyBatch, Overtaken } from './append';
export type { Batch, Position, StreamChange } from './append';
export { chainHash, chainStart } from './chain';
export type { StoredEvent } from './chain';
export { businessNow, machineNow, millisecondsOf, readNow } from './clock';
export { confirmClock } from './clock-marks';
export { ClockWitness } from './clock-witness';
export type { Agreement } from './clock-witness';
export type { ClockMode, ClockReading } from './clock';
export { countRows } from './count';
export { Database, openDatabase, together } from './database';
export type { Transaction, Tx } from './database';
export { feedRowsAt, lastSharedRow, readFeed } from './feed';
export type { FeedRow, FeedPage, FeedQuery } from './feed';
export { codeOf, isPassing } from './passing';
export { withPasswordFrom } from './database-url';
export {
  effectsJson,
  eventJson,
  headJson,
  load,
  lockClaims,
  lockStreams,
  lockStreamsNow,
  lockTallies,
  readEvents,
  tasksJson,
} from './load';
export type {
  ClaimRow,
  Loaded,
  LoadedStream,
  LockMode,
  Reading,
  RecordedCommand,
  RecordedEffect,
  StreamHead,
  StreamLocks,
  TallyRow,
} from './load';
export { isAtHead, migrate, newestMigration } from './migrate';
export { logLeaks } from './log-settings';
export { refuseMovedClock } from './moved-clock';
export type { Projected, Projection } from './projection';
export { verifyChain } from './verify';
export type { Folding } from './verify';
