import type { StoredEvent } from './chain';
import { appendStatement } from './append-statement';
import type { Tx } from './database';
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

export interface Position {
  streamId: string;
  version: number;
  globalPos: number;
}

/** Another transaction created the stream, the command or the claim since the read: read and decide again. */
export class Overtaken extends Error {}

/** What two transactions may make at once: a stream, its next version, the answer of one command. */
const madeByAnother = new Set(['streams_pkey', 'events_stream_id_version_key', 'commands_pkey']);

function isOfAnother(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint !== undefined && madeByAnother.has(constraint);
}

/** Without the lists that are empty. */
const jsonOf = (batch: Batch): string =>
  JSON.stringify(Object.fromEntries(Object.entries(batch).filter(([, part]) => !Array.isArray(part) || part.length > 0)));

/**
 * Appends events to several streams with all rows that belong to them.
 * @returns the global positions of the events.
 * @throws Overtaken, also where another has made the stream or the command. Every other unique violation is a bug.
 */
export async function append(tx: Tx, batch: Batch): Promise<Position[]> {
  const [row] = await tx
    .query<{ streams: number; claims: number; positions: Position[] }>(appendStatement(batch), [jsonOf(batch)])
    .catch((error: unknown) => {
      throw isOfAnother(error) ? new Overtaken('created meanwhile') : error;
    });
  const claims = batch.claimsTaken.length + batch.claimsHandedOver.length;
  if (row!.streams !== batch.streams.length || row!.claims !== claims) throw new Overtaken('moved meanwhile');
  return row!.positions;
}
