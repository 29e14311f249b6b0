import type { StoredEvent } from './chain';
import type { StreamHead } from './load';
import type { Tx } from './database';

/** What a read model is told of one stream: where it stands after these events, and the events with their place in the whole. */
export interface Projected {
  head: Omit<StreamHead, 'headHash'>;
  status: string;
  outcome: string | undefined;
  state: unknown;
  events: readonly (StoredEvent & { globalPos: number })[];
}

/**
 * A read model: rows that follow from events, written in their transaction, and made anew from them at any time (`npm run rebuild`). Its statements leave as
 * it is asked, with the commit right behind them: none of them may wait for the answer of another.
 */
export interface Projection {
  name: string;
  table: string;
  apply(tx: Tx, changes: readonly Projected[]): readonly Promise<unknown>[];
}
