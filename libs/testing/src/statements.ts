import type { Client, QueryConfig } from 'pg';
import type { RoundTrip } from '#event-store';

/**
 * The statements that some work sent to PostgreSQL, on any connection, transaction control included, and the number of
 * round trips.
 */
export interface Sent {
  statements: string[];
  /** The same, each with its parameters. */
  calls: { text: string; parameters: readonly unknown[]; isPrepared: boolean }[];
  /** Statements that travel together share one. */
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
  const note = ({ text, values = [], name }: QueryConfig) => {
    sent.statements.push(text.trim());
    sent.calls.push({ text: text.trim(), parameters: values, isPrepared: Boolean(name) });
  };
  const noteAnswer = (answered: Promise<{ rows: unknown[] }>) =>
    answered.then(
      ({ rows }) => void (sent.answers += JSON.stringify(rows).length),
      (error: { code?: string }) => void sent.failures.push(String(error.code)),
    );
  prototype.query = function (this: Client, ...parameters: unknown[]) {
    const [asked] = parameters as [string | QueryConfig | RoundTrip];
    sent.roundTrips += 1;
    if (typeof asked === 'string') note({ text: asked });
    else if (!('statements' in asked)) note(asked);
    else
      for (const { answered, values, ...statement } of asked.statements) {
        note({ ...statement, values: [...values] });
        void noteAnswer(answered);
      }
    return (original as (...args: unknown[]) => unknown).apply(this, parameters);
  } as unknown as Client['query'];
  try {
    await work();
    return sent;
  } finally {
    prototype.query = original;
  }
}
