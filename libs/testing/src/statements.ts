import type { Client } from 'pg';

/** What some work sent to PostgreSQL: its statements, of whichever connection, transaction control included, and how often somebody waited for an answer. */
export interface Sent {
  statements: string[];
  /** Statements that were sent before the one ahead of them was answered came the same way. */
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
  const sent: Sent = { statements: [], roundTrips: 0, answers: 0, failures: [] };
  const underWay = new Map<Client, number>();
  prototype.query = function (this: Client, ...parameters: unknown[]) {
    const [config] = parameters as [string | { text: string }];
    sent.statements.push((typeof config === 'string' ? config : config.text).trim());
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
