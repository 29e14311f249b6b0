export { Engine } from './engine';
export type { EngineOptions } from './running';
export type {
  Begin,
  BegunEffect,
  Caller,
  CallerCommand,
  Control,
  HeldClaim,
  Json,
  Once,
  Outcome,
  SealedValue,
  ProcessState,
  Standing,
} from './execution';
export { namedMeanwhile } from './execution';
export { Unavailable } from './failure';
export { folding } from './fold';
export { idsFrom } from './ids';
export type { Ids } from './ids';
export { partsOf, streamIdOf } from '#domain';
export { owedChannel, owedIn, tellOwed } from './owed-news';
export { rebuild } from './rebuild';
export type { Wake } from './wakes';
export { advanceClock, bringBackFromLimit, readClock, refusePast, refusePastLimit } from './clock';
export { tellOfBusyClients } from './breaker';
export { deleteExpired } from './housekeeping';
export { findIdle, reportAsleep, wakeAll } from './reconcile';
export { relayWakes } from './relay';
export type { SendWake } from './relay';
export { sweep, sweepFromStart } from './sweep';
export { addDailyUse } from './daily-uses';
export { eraseSomeObservations, type ObservedRow } from './observations';
export { forgetTogether, forgetWake } from './wakes';
