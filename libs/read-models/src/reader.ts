/** A database or a transaction, as far as a question needs it. */
export interface Reader {
  query<T>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
}
