import { randomBytes, randomUUID } from 'node:crypto';
import { chainHash, eventJson, type StoredEvent } from '#event-store';
import { copyIn, withClient } from '#stack';
import type { BenchStack } from '../measure/bench-stack';
import type { Client } from './client';

/** A company of which operators have said again and again whether it is foreign-related. */
export interface LongCompany {
  id: string;
  /** What they said last. */
  foreignRelated: boolean;
}

/** A company whose stream has so many events. It is opened over HTTP with two; all further ones are seeded. */
export async function longCompany({ operator, file }: BenchStack, events: number): Promise<LongCompany> {
  const company = { name: 'Bench Ltd', companyKind: 'enterprise', verified: true, foreignRelated: false };
  const { body } = await operator.post<{ id: string }>('/v1/companies', company);
  const foreignRelated = await withClient(file.ownerDatabaseUrl, (client) => lengthen(client, `company:${body.id}`, events));
  return { id: body.id, foreignRelated };
}

interface Last {
  event: StoredEvent;
  hash: string;
}

const saidIn = ({ event }: Last): boolean => (event.data as { foreignRelated: boolean }).foreignRelated;

async function lengthen(client: Client, streamId: string, events: number): Promise<boolean> {
  const { rows } = await client.query<Last>(
    `SELECT ${eventJson} AS event, encode(e.hash, 'hex') AS hash FROM es.events e WHERE e.stream_id = $1 ORDER BY e.version DESC LIMIT 1`,
    [streamId],
  );
  const { lines, ...last } = continued(rows[0]!, events);
  const columns = 'stream_id, version, event_id, command_id, type, schema_version, data, meta, recorded_at, hash';
  await copyIn(client, `COPY es.events (${columns}) FROM STDIN`, Buffer.from(lines.join('')));
  // The first event opens the company; each of the others says it once.
  const state = `state::jsonb || jsonb_build_object('foreignRelated', $4::boolean, 'relationsSaid', $2::int - 1)`;
  await client.query(
    `WITH stream AS (UPDATE es.streams SET revision = $2, version = $2, state_version = $2, head_hash = decode($3, 'hex'), state = ${state} WHERE stream_id = $1)
     UPDATE rm.process SET revision = $2, version = $2, seen_version = $2, state = ${state} WHERE stream_id = $1`,
    [streamId, last.event.version, last.hash, saidIn(last)],
  );
  return saidIn(last);
}

/** The other answer each time, as lines of COPY. */
function continued(first: Last, events: number): Last & { lines: string[] } {
  const lines: string[] = [];
  let last = first;
  while (last.event.version < events) {
    const own = { version: last.event.version + 1, eventId: randomUUID(), commandId: randomBytes(32).toString('hex') };
    const event = { ...last.event, ...own, data: { foreignRelated: !saidIn(last) } };
    last = { event, hash: chainHash(Buffer.from(last.hash, 'hex'), event).toString('hex') };
    lines.push(lineOf(last));
  }
  return { ...last, lines };
}

const bytes = (hex: string) => String.raw`\\x${hex}`;

function lineOf({ event, hash }: Last): string {
  const { streamId, version, eventId, commandId, type, schemaVersion, data, meta, recordedAt } = event;
  const header = [streamId, version, eventId, bytes(commandId), type, schemaVersion];
  return [...header, JSON.stringify(data), JSON.stringify(meta), new Date(recordedAt).toISOString(), bytes(hash)].join('\t') + '\n';
}
