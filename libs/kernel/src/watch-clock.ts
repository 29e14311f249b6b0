import { setTimeout as delay } from 'node:timers/promises';
import type { ClockWitness, Database } from '#event-store';

/** Much less than a mark stays fresh, so that a program that starts has one to go by. */
const everyMs = 5_000;

/** PostgreSQL knows no such table: the schema is older than the program, which readiness says. */
const undefinedTable = '42P01';

/**
 * Lets the witness look once, and from then on every few seconds until the signal. A later look that fails is left to
 * the
 * next: commands compare the clocks themselves.
 */
export async function watchClock(witness: ClockWitness, database: Database, signal: AbortSignal): Promise<void> {
  await witness.look(database).catch((error: unknown) => {
    if ((error as { code?: string }).code !== undefinedTable) throw error;
  });
  void rounds(witness, database, signal);
}

async function rounds(witness: ClockWitness, database: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (!signal.aborted) await witness.look(database).catch(() => undefined);
  }
}
