import type { Database } from '#event-store';
import { writeWakes } from './wakes';

/** Asks Temporal whether the workflow of this id runs. Rejects when Temporal does not answer. */
export type IsRunning = (streamId: string) => Promise<boolean>;

const processesPerPage = 1_000;
const questionsAtOnce = 20;

/**
 * Processes that need a workflow: not over, with a deadline or an owed effect. By id, in pages of what was looked at:
 * a page that had to be full would read any number of processes that are over.
 */
async function* needy(database: Database): AsyncGenerator<string[]> {
  for (let after: string | null = ''; after !== null;) {
    const [page]: { last: string | null; needy: string[] }[] = await database.query(
      `WITH looked AS (SELECT stream_id, finished_at, next_due_at FROM es.streams WHERE stream_id > $1 ORDER BY stream_id LIMIT $2)
       SELECT max(stream_id) AS last, coalesce(array_agg(stream_id ORDER BY stream_id) FILTER (WHERE finished_at IS NULL AND (next_due_at IS NOT NULL
         OR EXISTS (SELECT FROM es.effects f WHERE f.stream_id = looked.stream_id AND f.state IN ('owed', 'begun')))), '{}') AS needy
       FROM looked`,
      [after, processesPerPage],
    );
    after = page!.last;
    if (page!.needy.length > 0) yield page!.needy;
  }
}

/**
 * Reports, after a loss of data in Temporal, how many processes need a workflow and which have none running. Read only.
 */
export async function reportAsleep(database: Database, isRunning: IsRunning): Promise<{ needy: number; asleep: string[] }> {
  const report = { needy: 0, asleep: [] as string[] };
  for await (const streamIds of needy(database)) {
    report.needy += streamIds.length;
    for (let i = 0; i < streamIds.length; i += questionsAtOnce)
      report.asleep.push(...(await notRunning(streamIds.slice(i, i + questionsAtOnce), isRunning)));
  }
  return report;
}

async function notRunning(streamIds: readonly string[], isRunning: IsRunning): Promise<string[]> {
  const running = await Promise.all(streamIds.map(isRunning));
  return streamIds.filter((_, i) => !running[i]);
}

/**
 * Writes a wake for every process that needs a workflow; the relay sends them, and a running workflow just reads once
 * more.
 * @returns how many it wrote.
 */
export async function wakeAll(database: Database): Promise<number> {
  let woken = 0;
  for await (const streamIds of needy(database)) woken += (await writeWakes(database, streamIds, 'Reconciled')).length;
  return woken;
}
