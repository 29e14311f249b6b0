import type { StoredEvent } from './chain';
import type { StreamHead } from './load';
import type { Tx } from './database';

/** What a read model gets of one stream: its state after these events, and the events, which are recorded by then. */
export interface Projected {
  head: Omit<StreamHead, 'headHash'>;
  status: string;
  outcome: string | undefined;
  state: unknown;
  events: readonly StoredEvent[];
}

/**
 * A read model: rows that follow from events, written in their transaction and rebuilt at any time (`npm run rebuild`).
 * Its statements are sent right before the commit, so none may wait for the answer of another.
 */
export interface Projection {
  name: string;
  table: string;
  /** Of rows that a trigger writes with the events: the statement by which a rebuild writes them from the record. */
  refill?: string;
  apply(tx: Tx, changes: readonly Projected[]): readonly Promise<unknown>[];
}
