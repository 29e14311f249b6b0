import type { Prepared } from '#event-store';

export interface Queryable {
  query<T>(sql: string | Prepared, parameters?: readonly unknown[]): Promise<T[]>;
}
