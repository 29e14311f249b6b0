import { isDeepStrictEqual } from 'node:util';
import { countRows } from './count';
import { chainHash, chainStart, type StoredEvent } from './chain';
import type { Tx } from './database';
import type { HowFar } from './how-far';
import { eventJson } from './load';
import { findOrphans } from './orphans';

export interface ChainFault {
  streamId: string;
  version: number;
  fault: 'gap' | 'hash' | 'head' | 'state' | 'stream-gone' | 'events-gone';
  /** The table that still knows a stream whose events are gone. */
  table?: string;
}

/**
 * Folds the events of any stream as the domain of this shape does; a state that another domain stored is not compared.
 */
export interface Folding {
  shape: string;
  initial(type: string): unknown;
  evolve(type: string, state: unknown, event: StoredEvent): unknown;
}

type Row = { event: StoredEvent; hash: string; head: string | null; headVersion: number | null; stored: string | null };
type Last = { streamId: string; version: number; hash: Buffer; row: Row; state: unknown };

const page = 2_000;

/**
 * Recomputes the chain of every stream and compares it with the stored one, in pages, also on a live system.
 * @returns the number of events and every fault: a missing version, a wrong hash, a head that is not the last event,
 * events without their stream, rows of a stream without events, and with a folding a stored state that is not what its
 * events add up to.
 */
export async function verifyChain(
  database: Pick<Tx, 'query'>,
  folding?: Folding,
  howFar?: HowFar,
): Promise<{ events: number; faults: ChainFault[] }> {
  const total = howFar ? await countRows(database, 'SELECT FROM es.events') : 0;
  const faults: ChainFault[] = [];
  let events = 0;
  let last: Last | undefined;
  for (;;) {
    const rows: Row[] = await database.query<Row>(
      `SELECT ${eventJson} AS event, encode(e.hash, 'hex') AS hash, encode(s.head_hash, 'hex') AS head, s.version AS "headVersion",
         CASE WHEN s.state_version = e.version AND s.shape = $3 THEN s.state::text END AS stored
       FROM es.events e LEFT JOIN es.streams s USING (stream_id) WHERE (e.stream_id, e.version) > ($1, $2) ORDER BY e.stream_id, e.version LIMIT ${page}`,
      [last?.streamId ?? '', last?.version ?? 0, folding?.shape ?? null],
    );
    for (const row of rows) {
      const { streamId, version } = row.event;
      if (last && last.streamId !== streamId) faults.push(...headFault(last.row));
      const previous: typeof last = last?.streamId === streamId ? last : undefined;
      if (version !== (previous?.version ?? 0) + 1) faults.push({ streamId, version, fault: 'gap' });
      const hash = chainHash(previous?.hash ?? chainStart, row.event);
      if (hash.toString('hex') !== row.hash) faults.push({ streamId, version, fault: 'hash' });
      const state: unknown = folding && foldOn(folding, previous, row.event);
      if (row.stored !== null && !isSame(row.stored, state)) faults.push({ streamId, version, fault: 'state' });
      last = { streamId, version, hash: Buffer.from(row.hash, 'hex'), row, state };
      events += 1;
    }
    howFar?.(events, total);
    if (rows.length < page) break;
  }
  if (last) faults.push(...headFault(last.row));
  for (const { table, streamId } of await findOrphans(database)) faults.push({ streamId, version: 1, fault: 'events-gone', table });
  return { events, faults };
}

function foldOn({ initial, evolve }: Folding, previous: Last | undefined, event: StoredEvent): unknown {
  const type = event.streamId.slice(0, event.streamId.indexOf(':'));
  return evolve(type, previous ? previous.state : initial(type), event);
}

/** A state comes back from JSON without what is undefined in it, and the order of its keys may have changed by that. */
const isSame = (stored: string, state: unknown) => isDeepStrictEqual(JSON.parse(stored), JSON.parse(JSON.stringify(state ?? null)));

/** Both come from one snapshot, so on a live system too the head of a stream is its last event. */
function headFault({ event: { streamId, version }, hash, head, headVersion }: Row): ChainFault[] {
  if (headVersion === null) return [{ streamId, version, fault: 'stream-gone' }];
  return headVersion === version && head === hash ? [] : [{ streamId, version, fault: 'head' }];
}
