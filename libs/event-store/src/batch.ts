import type { StoredEvent } from './chain';
import type { StreamHead } from './load';

/** What one decision changes in one stream. Instants in milliseconds. */
export interface StreamChange extends StreamHead {
  /** 0 = a new stream. */
  expectedVersion: number;
  /** The folded state after this version, as JSON text, so that the order of its keys is kept. */
  state: string;
  /** The domain that folded it. */
  shape: string;
}

export interface Batch {
  streams: StreamChange[];
  events: (StoredEvent & { hash: string })[];
  /** One that was withdrawn is owed again. */
  effectsOwed: { effectId: string; streamId: string; kind: string; n: number; usefulUntil: number | null }[];
  effectsWithdrawn: string[];
  effectsDone: string[];
  wakes: { streamId: string; version: number; reason: string }[];
  tasksRaised: { streamId: string; kind: string; ref: string }[];
  tasksResolved: { streamId: string; kind: string; ref: string }[];
  /** `replaces`: the earlier claim found there, which has lapsed or is superseded. */
  claimsTaken: { kind: string; key: string; identifierId: string; holder: string; state: 'reserved' | 'held'; replaces: string | null }[];
  claimsHandedOver: { identifierId: string; from: string; to: string }[];
  claimsCooling: { identifierId: string; until: number }[];
  claimsFreed: string[];
  /** The ids of claims that change and were not locked with the others: locked first of all, without waiting. */
  claimsToLock: string[];
  talliesEntered: { kind: string; key: string; entryId: string; holder: string; at: number }[];
  talliesLeft: string[];
  /** `answer` is JSON text, so that a replay is the same to the byte. */
  command: {
    commandId: string;
    client: string;
    requestHash: string;
    answer: string;
    streamId: string | null;
    version: number | null;
  } | null;
}

export const emptyBatch = (): Batch => ({
  streams: [],
  events: [],
  effectsOwed: [],
  effectsWithdrawn: [],
  effectsDone: [],
  wakes: [],
  tasksRaised: [],
  tasksResolved: [],
  claimsTaken: [],
  claimsHandedOver: [],
  claimsCooling: [],
  claimsFreed: [],
  claimsToLock: [],
  talliesEntered: [],
  talliesLeft: [],
  command: null,
});
