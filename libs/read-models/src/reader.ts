/** The part of a database or a transaction that a query needs. */
export interface Reader {
  query<T>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
}
