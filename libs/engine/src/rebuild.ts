import { processOf } from '#domain';
import {
  eventJson,
  headJson,
  together,
  type Database,
  type Projected,
  type Projection,
  type StoredEvent,
  type StreamHead,
  type Tx,
} from '#event-store';
import { domainEvent, foldFrom, processOfHead } from './fold';

const streamsAPage = 500;

interface Row {
  head: StreamHead;
  events: (StoredEvent & { globalPos: number })[];
}

/**
 * Rebuilds every read model from the events in one transaction. Run it offline: writers wait while it runs.
 * A spec compares the rebuilt rows with the incremental ones, row by row.
 * @returns how many streams and events it read.
 */
export async function rebuild(database: Database, projections: readonly Projection[]): Promise<{ streams: number; events: number }> {
  return database.transaction(async (tx) => {
    await tx.query(`SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`);
    await tx.query('LOCK TABLE es.events IN SHARE MODE');
    for (const { table } of projections) await tx.query(`DELETE FROM ${table}`);
    const counted = { streams: 0, events: 0 };
    for (let after = ''; ;) {
      const rows = await page(tx, after);
      if (rows.length === 0) return counted;
      const changes = rows.map(toProjected);
      await together(projections.flatMap((projection) => projection.apply(tx, changes)));
      counted.streams += rows.length;
      counted.events += rows.reduce((sum, { events }) => sum + events.length, 0);
      after = rows[rows.length - 1]!.head.streamId;
    }
  });
}

const page = (tx: Tx, after: string): Promise<Row[]> =>
  tx.query<Row>(
    `SELECT ${headJson} AS head, (SELECT jsonb_agg(${eventJson} || jsonb_build_object('globalPos', e.global_pos) ORDER BY e.version) FROM es.events e WHERE e.stream_id = s.stream_id) AS events
     FROM es.streams s WHERE s.stream_id > $1 ORDER BY s.stream_id LIMIT ${streamsAPage}`,
    [after],
  );

function toProjected({ head, events }: Row): Projected {
  const process = processOfHead(processOf, head);
  const state = foldFrom(process, process.initial, events.map(domainEvent));
  return { head, status: process.status(state), outcome: process.outcome(state), state, events };
}
