import type { Agreement, ClockWitness, Tx } from '#event-store';
import { withClient } from '#stack';
import type { FreshDatabase } from './database';

const defaults = ['effects.owed_since', 'wakes.written_at', 'operator_tasks.raised_at', 'commands.at'];

/**
 * Lets a test move the machine clock of a database, before anybody connects: statements find a `clock_timestamp` that
 * is as far ahead as the test says, where they would find PostgreSQL's own.
 */
export const makeMachineClockMovable = ({ ownerUrl }: FreshDatabase): Promise<void> =>
  withClient(ownerUrl, async (client) => {
    await client.query(`
      CREATE SCHEMA moved;
      CREATE TABLE moved.clock AS SELECT interval '0' AS ahead;
      CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT pg_catalog.clock_timestamp() + (SELECT ahead FROM moved.clock)';
      GRANT USAGE ON SCHEMA moved TO tenure_app;
      GRANT SELECT, UPDATE ON moved.clock TO tenure_app;
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = moved, public, pg_catalog', current_database()); END $$;
    `);
    for (const [table, column] of defaults.map((name) => name.split('.')))
      await client.query(`ALTER TABLE es.${table} ALTER ${column} SET DEFAULT moved.clock_timestamp()`);
  });

/** Puts the machine clock this far ahead of the true time; negative: behind. */
export async function setMachineClock(
  database: { query(sql: string, parameters: unknown[]): Promise<unknown> },
  aheadMs: number,
): Promise<void> {
  await database.query(`UPDATE moved.clock SET ahead = $1 * interval '1 millisecond'`, [aheadMs]);
}

/** A round whose reading took longer than a second compares nothing. */
const comparedWithinMs = 1_000;

/**
 * What the witness says after a round that has certainly compared: on a busy machine the first may have been too slow.
 */
export async function lookAtClock(witness: ClockWitness, database: Pick<Tx, 'query'>): Promise<Agreement> {
  for (;;) {
    const began = performance.now();
    const told = await witness.look(database);
    if (performance.now() - began < comparedWithinMs) return told;
  }
}
