import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, type Database } from '#event-store';
import { readOptions } from '#progress';
import { runningStack } from '#stack';

const usage = `npm run bench:relay

  How many unsent wakes a second the worker's relay sends, three times 1,000. It leaves them in the database of a
  running stack that nobody else uses. It takes no options.`;

const wakes = 1_000;
const rounds = 3;
const lookEveryMs = 50;

/**
 * Writes wakes as if they had been left for a while: of processes that do not exist, whose workflows end at their first
 * look.
 */
const leave = (database: Database) =>
  database.query(
    `INSERT INTO es.wakes (stream_id, version, reason, written_at) SELECT 'account:' || id, 1, 'Bench', clock_timestamp() - interval '1 minute'
     FROM unnest($1::uuid[]) AS left_over(id)`,
    [Array.from({ length: wakes }, () => randomUUID())],
  );

async function measure(database: Database): Promise<number> {
  await leave(database);
  const beganAt = performance.now();
  for (;;) {
    const [row] = await database.query<{ unsent: number }>(`SELECT count(*)::int AS unsent FROM es.wakes WHERE reason = 'Bench'`);
    if (row!.unsent === 0) return wakes / ((performance.now() - beganAt) / 1_000);
    await delay(lookEveryMs);
  }
}

async function main(): Promise<void> {
  readOptions(usage, {});
  const database = await openDatabase({ url: runningStack().ownerDatabaseUrl, applicationName: 'tenure-bench', poolSize: 1 });
  try {
    for (let round = 1; round <= rounds; round += 1)
      console.log(`round ${round}: ${(await measure(database)).toFixed(0)} wakes a second (${wakes} wakes)`);
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
