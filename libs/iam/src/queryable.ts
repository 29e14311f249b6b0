/** A statement that a connection prepares once, or its text. */
type Statement = string | { name: string; text: string };

export interface Queryable {
  query<T>(sql: Statement, parameters?: readonly unknown[]): Promise<T[]>;
}
