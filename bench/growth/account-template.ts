import { randomBytes, randomUUID } from 'node:crypto';
import { chainHash, chainStart, eventJson, type StoredEvent } from '#event-store';
import { copyOut } from '#stack';
import type { Client } from './client';
import { Template, type Fresh } from './template';

/** Every table that knows an account which was taken in, and by what. In the order in which rows need each other. */
const tables = {
  'vault.subject_keys': 'subject_id::text = $subject',
  'vault.subject_data': 'subject_id::text = $subject',
  'es.events': `stream_id = 'account:' || $account`,
  'es.streams': `stream_id = 'account:' || $account`,
  'es.commands': `stream_id = 'account:' || $account`,
  'es.claims': 'holder::text = $account',
  'rm.process': `stream_id = 'account:' || $account`,
  'rm.account_timeline': 'account_id::text = $account',
} as const;

/** One account as it lies in the tables, to be cloned with ids, keys, a place in the record and a chain of its own. */
export interface AccountTemplate {
  tables: readonly { name: string; template: Template }[];
  /** The values of one clone. @param place its global position */
  clone(place: number): Fresh;
}

interface Own {
  event: StoredEvent;
  position: string;
  hash: string;
  request: string;
  claims: string[];
  /** The rows of its values in the vault. */
  sealed: string[];
}

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const one = async <T>(client: Client, text: string, values: string[]): Promise<T> =>
  (await client.query<{ own: T }>(text, values)).rows[0]!.own;

export async function accountTemplate(client: Client, account: string, subject: string): Promise<AccountTemplate> {
  const own = await one<Own>(
    client,
    `SELECT json_build_object('event', ${eventJson}, 'position', e.global_pos::text, 'hash', encode(e.hash, 'hex'), 'request', encode(c.request_hash, 'hex'),
       'claims', (SELECT json_agg(key) FROM es.claims WHERE holder = $1::uuid),
       'sealed', (SELECT json_agg(row_id) FROM vault.subject_data WHERE subject_id = $2::uuid)) AS own
     FROM es.events e JOIN es.commands c USING (command_id) WHERE e.stream_id = 'account:' || $1`,
    [account, subject],
  );
  const { event } = own;
  const ids = [...new Set(JSON.stringify([{ ...event, meta: {} }, own.sealed]).match(uuids))];
  // Columns of their own: the tab in front tells the position from any other number.
  const [position, hashes] = [`\t${own.position}\t`, [event.commandId, own.hash, own.request]];
  const values = [...ids, ...hashes, ...own.claims, position];
  const json = new Template(JSON.stringify(event), [...ids, event.commandId]);
  const texts: AccountTemplate['tables'][number][] = [];
  for (const [name, where] of Object.entries(tables)) {
    const which = where.replace('$account', `'${account}'`).replace('$subject', `'${subject}'`);
    const rows = (await copyOut(client, `COPY (SELECT * FROM ${name} WHERE ${which}) TO STDOUT`)).toString('utf8');
    // A line begins with a tab, which is cut off again.
    texts.push({ name, template: new Template(rows.replaceAll(/^(?=.)/gm, '\t'), values) });
  }
  return { tables: texts, clone: (place) => withChain(json, cloneOf(own, ids, position, place), own.hash) };
}

function cloneOf({ event, request, claims }: Own, ids: readonly string[], position: string, place: number): Map<string, string> {
  const hex = () => randomBytes(32).toString('hex');
  return new Map([
    ...ids.map((id) => [id, randomUUID()] as const),
    ...[event.commandId, request].map((value) => [value, hex()] as const),
    // The id of the key of the blind index stays in front.
    ...claims.map((key) => [key, `${key.split('.')[0]}.${randomBytes(32).toString('base64url')}`] as const),
    [position, `\t${place}\t`],
  ]);
}

/** The hash of an event is the head of its stream: an account that was taken in has one event. */
function withChain(json: Template, fresh: Map<string, string>, hash: string): Fresh {
  const event = JSON.parse(json.with(fresh)) as StoredEvent;
  return fresh.set(hash, chainHash(chainStart, event).toString('hex'));
}
