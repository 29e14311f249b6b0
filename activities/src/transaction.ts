import type { Queryable } from '#vault';

/** Runs `work` in one database transaction. */
export type Transaction = <T>(work: (tx: Queryable) => Promise<T>) => Promise<T>;
