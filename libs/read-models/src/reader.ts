import type { Prepared } from '#event-store';

/** The part of a database or a transaction that a query needs. */
export interface Reader {
  query<T>(sql: string | Prepared, parameters?: readonly unknown[]): Promise<T[]>;
}
