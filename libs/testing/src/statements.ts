import type { Client, QueryConfig } from 'pg';

/**
 * The statements that some work sent to PostgreSQL, on any connection, transaction control included, and the number of
 * round trips.
 */
export interface Sent {
  statements: string[];
  /** The same, each with its parameters. */
  calls: { text: string; parameters: readonly unknown[]; isPrepared: boolean }[];
  /** Statements that were sent before the answer of the one ahead share its round trip. */
  roundTrips: number;
  /** How many bytes the rows of all answers have, as JSON. */
  answers: number;
  /** PostgreSQL's codes of the statements that failed. */
  failures: string[];
}

export async function sentBy(work: () => Promise<unknown>): Promise<Sent> {
  const { Client: PgClient } = await import('pg');
  const prototype = PgClient.prototype as { query: Client['query'] };
  const original = prototype.query;
  const sent: Sent = { statements: [], calls: [], roundTrips: 0, answers: 0, failures: [] };
  const underWay = new Map<Client, number>();
  prototype.query = function (this: Client, ...parameters: unknown[]) {
    const [config] = parameters as [string | QueryConfig];
    const { text, values = [], name } = typeof config === 'string' ? { text: config } : config;
    sent.statements.push(text.trim());
    sent.calls.push({ text: text.trim(), parameters: values, isPrepared: name !== undefined });
    const before = underWay.get(this) ?? 0;
    if (before === 0) sent.roundTrips += 1;
    underWay.set(this, before + 1);
    const answered = (answer?: unknown) => {
      underWay.set(this, underWay.get(this)! - 1);
      sent.answers += JSON.stringify((answer as { rows?: unknown[] } | undefined)?.rows ?? []).length;
    };
    const answer = (original as (...args: unknown[]) => Promise<unknown>).apply(this, parameters);
    answer.then(answered, (error: { code?: string }) => {
      answered();
      sent.failures.push(String(error.code));
    });
    return answer;
  } as unknown as Client['query'];
  try {
    await work();
    return sent;
  } finally {
    prototype.query = original;
  }
}
