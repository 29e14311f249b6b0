import { processOf } from '#domain';
import {
  append,
  effectsJson,
  emptyBatch,
  eventJson,
  headJson,
  countRows,
  readNow,
  tasksJson,
  together,
  type Batch,
  type Database,
  type HowFar,
  type LoadedStream,
  type Projected,
  type Projection,
  type StoredEvent,
  type Tx,
} from '#event-store';
import { domainShape } from '#read-models';
import { domainEvent, foldFrom, processOfHead } from './fold';
import { addRederived } from './rederive';

const streamsAPage = 500;

type Row = Pick<LoadedStream, 'head' | 'effects' | 'tasks'> & { events: StoredEvent[] };

/**
 * Rebuilds every read model and every stored state from the events in one transaction, and records what the states ask
 * for: effects, tasks, deadlines. Run it offline: writers wait while it runs. It wakes the processes that lacked
 * something.
 * A spec compares the rebuilt rows with the incremental ones, row by row.
 * @returns how many streams and events it read, and how many processes lacked something.
 */
export async function rebuild(
  database: Database,
  projections: readonly Projection[],
  howFar?: HowFar,
): Promise<{ streams: number; events: number; changed: number }> {
  return database.transaction(async (tx) => {
    await tx.query(`SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`);
    await tx.query('LOCK TABLE es.events IN SHARE MODE');
    for (const { table } of projections) await tx.query(`DELETE FROM ${table}`);
    // The offset is zero in production, and the owner may read it.
    const { now } = await readNow(tx, 'offset');
    const total = howFar ? await countRows(tx, 'SELECT FROM es.streams') : 0;
    const counted = { streams: 0, events: 0, changed: 0 };
    for (let after = ''; ;) {
      const rows = await page(tx, after);
      if (rows.length === 0) break;
      const batch = emptyBatch();
      const changes = rows.map(toProjected);
      counted.changed += rows.filter((row) => isDerivedAnew(batch, row, now)).length;
      await together([...projections.flatMap((projection) => projection.apply(tx, changes)), append(tx, batch)]);
      counted.streams += rows.length;
      counted.events += rows.reduce((sum, { events }) => sum + events.length, 0);
      howFar?.(counted.streams, total);
      after = rows[rows.length - 1]!.head.streamId;
    }
    for (const { refill } of projections) if (refill !== undefined) await tx.query(refill);
    return counted;
  });
}

const page = (tx: Tx, after: string): Promise<Row[]> =>
  tx.query<Row>(
    `SELECT ${headJson} AS head, (SELECT jsonb_agg(${eventJson} ORDER BY e.version) FROM es.events e WHERE e.stream_id = s.stream_id) AS events,
       ${effectsJson} AS effects, ${tasksJson} AS tasks
     FROM es.streams s WHERE s.stream_id > $1 ORDER BY s.stream_id LIMIT ${streamsAPage}`,
    [after],
  );

const isDerivedAnew = (batch: Batch, row: Row, now: number): boolean => {
  const { recordedAt } = row.events[row.events.length - 1]!;
  const found = {
    stream: { ...row, recordedAt, state: null },
    process: processOfHead(processOf, row.head),
    now: Math.max(now, recordedAt),
  };
  return addRederived(batch, found, { shape: domainShape, wake: 'Rebuilt' }).lacked;
};

function toProjected({ head, events }: Row): Projected {
  const process = processOfHead(processOf, head);
  const state = foldFrom(process, process.initial, events.map(domainEvent));
  return { head, status: process.status(state), outcome: process.outcome(state), state, events };
}
