import { processes, processOf } from '#domain';
import type { Database } from '#event-store';
import { readProcesses } from '#read-models';
import { hasEnd } from './rest';
import { writeWakes } from './wakes';

/** Asks Temporal whether the workflow of this id runs. Rejects when Temporal does not answer. */
export type IsRunning = (streamId: string) => Promise<boolean>;

/** Hears how many processes were looked at. */
type Looked = (done: number) => void;

const processesPerPage = 1_000;
const questionsAtOnce = 20;

/** SQL that is true of a row of `es.streams` that needs a workflow: not over, with a deadline or an open effect. */
const needs = (stream: string) => `(${stream}.finished_at IS NULL AND (${stream}.next_due_at IS NOT NULL
  OR EXISTS (SELECT FROM es.effects f WHERE f.stream_id = ${stream}.stream_id AND f.state IN ('owed', 'begun'))))`;

/** The same of a row whose process may wait for another one, or for people: its state says whether it does. */
const mayAwait = (stream: string, n: number) => `(${stream}.finished_at IS NULL AND ${stream}.type = ANY ($${n}) AND NOT ${needs(stream)})`;
const awaitingTypes = Object.values(processes).flatMap(({ type, mayAwait: may }) => (may ? [type] : []));

/** Those of these processes that await something until a known instant: their workflows stay until then. */
async function thatAwait(database: Database, streamIds: readonly string[]): Promise<string[]> {
  if (streamIds.length === 0) return [];
  const found = await readProcesses(database, streamIds);
  return streamIds.filter((streamId) => {
    const row = found.get(streamId);
    return row !== undefined && processOf(row.type).canRead(row) && hasEnd(processOf(row.type).awaits(row.state));
  });
}

interface Page {
  last: string | null;
  looked: number;
  needy: string[];
  quiet: string[];
}

/**
 * Processes that need a workflow: not over, with a deadline, an owed effect or something else to wait for until a known
 * instant. By id, in pages of what was looked at: a page that had to be full would read any number of processes that
 * are over.
 */
async function* needy(database: Database, looked?: Looked): AsyncGenerator<string[]> {
  let done = 0;
  for (let after: string | null = ''; after !== null;) {
    const [page]: Page[] = await database.query<Page>(
      `WITH looked AS (SELECT stream_id, type, finished_at, next_due_at FROM es.streams WHERE stream_id > $1 ORDER BY stream_id LIMIT $2)
       SELECT max(stream_id) AS last, count(*)::int AS looked, coalesce(array_agg(stream_id ORDER BY stream_id) FILTER (WHERE ${needs('looked')}), '{}') AS needy,
         coalesce(array_agg(stream_id ORDER BY stream_id) FILTER (WHERE ${mayAwait('looked', 3)}), '{}') AS quiet
       FROM looked`,
      [after, processesPerPage, awaitingTypes],
    );
    after = page!.last;
    done += page!.looked;
    const needed: string[] = [...page!.needy, ...(await thatAwait(database, page!.quiet))];
    if (needed.length > 0) yield needed;
    looked?.(done);
  }
}

/**
 * Reports, after a loss of data in Temporal, how many processes need a workflow and which have none running. Read only.
 */
export async function reportAsleep(
  database: Database,
  isRunning: IsRunning,
  looked?: Looked,
): Promise<{ needy: number; asleep: string[] }> {
  const report = { needy: 0, asleep: [] as string[] };
  for await (const streamIds of needy(database, looked)) {
    report.needy += streamIds.length;
    for (let i = 0; i < streamIds.length; i += questionsAtOnce)
      report.asleep.push(...(await notRunning(streamIds.slice(i, i + questionsAtOnce), isRunning)));
  }
  return report;
}

/**
 * Returns the processes among these, which have a workflow that runs, that need none: over, or with nothing to wait for.
 * It was begun by an older program, and ends when it looks again. Read only.
 */
export async function findIdle(database: Database, running: readonly string[]): Promise<string[]> {
  const found = await database.query<{ streamId: string; quiet: boolean }>(
    `SELECT s.stream_id AS "streamId", ${mayAwait('s', 2)} AS quiet FROM es.streams s
     WHERE s.stream_id = ANY($1) AND NOT ${needs('s')} ORDER BY s.stream_id`,
    [running, awaitingTypes],
  );
  const idsOf = (rows: typeof found) => rows.map(({ streamId }) => streamId);
  const awaiting = new Set(await thatAwait(database, idsOf(found.filter(({ quiet }) => quiet))));
  return idsOf(found).filter((streamId) => !awaiting.has(streamId));
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
export async function wakeAll(database: Database, looked?: Looked): Promise<number> {
  let woken = 0;
  for await (const streamIds of needy(database, looked)) woken += (await writeWakes(database, streamIds, 'Reconciled')).length;
  return woken;
}
