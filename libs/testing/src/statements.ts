import type { Client } from 'pg';

/** Every statement that `work` sends to PostgreSQL, of whichever connection, transaction control included. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const { Client: PgClient } = await import('pg');
  const prototype = PgClient.prototype as { query: Client['query'] };
  const original = prototype.query;
  const statements: string[] = [];
  prototype.query = function (this: Client, ...parameters: unknown[]) {
    const [config] = parameters as [string | { text: string }];
    statements.push((typeof config === 'string' ? config : config.text).trim());
    return (original as (...args: unknown[]) => unknown).apply(this, parameters);
  } as Client['query'];
  try {
    await work();
    return statements;
  } finally {
    prototype.query = original;
  }
}
