import { chainHash, chainStart, type StoredEvent } from './chain';
import type { Database } from './database';
import { eventJson } from './load';

export interface ChainFault {
  streamId: string;
  version: number;
  fault: 'gap' | 'hash' | 'head';
}

type Row = { event: StoredEvent; hash: string; head: string | null; headVersion: number | null };

const page = 2_000;

/**
 * Recomputes the chain of every stream and compares it with the stored one, in pages, also on a live system.
 * @returns the number of events and every fault: a missing version, a wrong hash, a head that is not the last event.
 */
export async function verifyChain(database: Database): Promise<{ events: number; faults: ChainFault[] }> {
  const faults: ChainFault[] = [];
  let events = 0;
  let last: { streamId: string; version: number; hash: Buffer; row: Row } | undefined;
  for (;;) {
    const rows: Row[] = await database.query<Row>(
      `SELECT ${eventJson} AS event, encode(e.hash, 'hex') AS hash, encode(s.head_hash, 'hex') AS head, s.version AS "headVersion"
       FROM es.events e LEFT JOIN es.streams s USING (stream_id) WHERE (e.stream_id, e.version) > ($1, $2) ORDER BY e.stream_id, e.version LIMIT ${page}`,
      [last?.streamId ?? '', last?.version ?? 0],
    );
    for (const row of rows) {
      const { streamId, version } = row.event;
      if (last && last.streamId !== streamId) faults.push(...headFault(last.row));
      const previous: typeof last = last?.streamId === streamId ? last : undefined;
      if (version !== (previous?.version ?? 0) + 1) faults.push({ streamId, version, fault: 'gap' });
      const hash = chainHash(previous?.hash ?? chainStart, row.event);
      if (hash.toString('hex') !== row.hash) faults.push({ streamId, version, fault: 'hash' });
      last = { streamId, version, hash: Buffer.from(row.hash, 'hex'), row };
      events += 1;
    }
    if (rows.length < page) break;
  }
  if (last) faults.push(...headFault(last.row));
  return { events, faults };
}

/** Both come from one snapshot, so on a live system too the head of a stream is its last event. */
const headFault = ({ event, hash, head, headVersion }: Row): ChainFault[] =>
  headVersion === event.version && head === hash ? [] : [{ streamId: event.streamId, version: event.version, fault: 'head' }];
