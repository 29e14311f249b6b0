import { randomBytes, randomUUID } from 'node:crypto';
import { copyIn, copyOut } from '#stack';
import { Template, type Fresh } from '../growth/template';
import type { Client } from '../growth/client';
import { pick, type Crowd } from './crowd';
import type { Desk } from './desk';

/**
 * Every table that knows an approval by its stream. The two of the inbox are written apart, with times of their own.
 */
const tables = ['es.streams', 'es.events', 'es.commands', 'es.effects', 'rm.process'] as const;

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Of a command, a request and a link of the chain. */
const hexes = /[0-9a-f]{64}/g;
const atOnce = 5_000;
const hour = 3_600_000;

/** An approval as it lies in the tables. */
interface Kind {
  approvalId: string;
  isPending: boolean;
  /** What each clone has of its own. */
  own: readonly string[];
  texts: readonly { name: string; template: Template }[];
}

/**
 * Gives the tables that many approvals more, nine in ten decided, as the engine would have left them but for their
 * chains: nothing reads those. No trigger and no foreign key looks at the rows.
 */
export async function seedApprovals(client: Client, desk: Desk, crowd: Crowd, many: number): Promise<void> {
  const [pending, approved] = [await desk.ask(), await desk.ask()];
  for (const actor of [desk.manager, desk.admin]) await desk.approve(approved, actor);
  const kinds = [await kindOf(client, approved, desk, false), await kindOf(client, pending, desk, true)] as const;
  await client.query('SET session_replication_role = replica');
  const indexes = await dropIndexes(client);
  for (let left = many; left > 0; left -= atOnce) {
    const batch = Math.min(left, atOnce);
    await seedSome(client, desk, crowd, kinds[0], Math.ceil(batch * 0.9));
    await seedSome(client, desk, crowd, kinds[1], Math.floor(batch * 0.1));
  }
  for (const definition of indexes) await client.query(definition);
  // As autovacuum does a minute later.
  await client.query('VACUUM (ANALYZE)');
}

async function kindOf(client: Client, approvalId: string, desk: Desk, isPending: boolean): Promise<Kind> {
  const shared = [desk.companyId, desk.manager, desk.admin, desk.requester];
  const found = new Set<string>();
  const rows = new Map<string, string>();
  for (const name of tables) {
    const text = (await copyOut(client, `COPY (SELECT * FROM ${name} WHERE stream_id = 'approval:${approvalId}') TO STDOUT`)).toString();
    rows.set(name, text);
    for (const value of [...(text.match(uuids) ?? []), ...(text.match(hexes) ?? [])]) if (!shared.includes(value)) found.add(value);
  }
  // The stream of a role is no part of an approval.
  const own = [...found].filter((value) => [...rows.values()].some((text) => text.includes(value)));
  const texts = [...rows].map(([name, text]) => ({ name, template: new Template(withoutPlaces(name, text), [...own, ...shared]) }));
  return { approvalId, isPending, own, texts };
}

/** The position of an event is a default of its table. */
const withoutPlaces = (name: string, text: string) => (name === 'es.events' ? text.replaceAll(/^\d+\t/gm, '') : text);
const columnsOf: Readonly<Record<string, string>> = {
  'es.events': ' (stream_id, version, event_id, command_id, type, schema_version, data, meta, recorded_at, hash)',
};

async function seedSome(client: Client, desk: Desk, { approvers }: Crowd, kind: Kind, many: number): Promise<void> {
  const clones = Array.from({ length: many }, () => cloneOf(kind, desk, approvers));
  for (const { name, template } of kind.texts) {
    const rows = clones.map(({ fresh }) => template.with(fresh)).join('');
    await copyIn(client, `COPY ${name}${columnsOf[name] ?? ''} FROM STDIN`, Buffer.from(rows));
  }
  const acts = clones.flatMap((clone) => actsOf(clone, kind)).join('');
  await copyIn(client, 'COPY rm.approval_acts (person, act, approval_id, at) FROM STDIN', Buffer.from(acts));
  if (!kind.isPending) return;
  const tasks = clones.flatMap(tasksOf).join('');
  const columns = 'stream_id, task_id, approval_id, assignee, requested_by, due_at, overdue_at';
  await copyIn(client, `COPY rm.pending_approvals (${columns}) FROM STDIN`, Buffer.from(tasks));
}

interface Clone {
  fresh: Fresh;
  id: string;
  people: readonly [string, string];
  requester: string;
}

function cloneOf({ approvalId, own }: Kind, desk: Desk, approvers: Crowd['approvers']): Clone {
  const people = [pick(approvers).principal, pick(approvers).principal] as const;
  const requester = pick(approvers).principal;
  const fresh = new Map(own.map((value) => [value, value.length === 36 ? randomUUID() : randomBytes(32).toString('hex')]));
  fresh.set(desk.companyId, desk.companyId).set(desk.manager, people[0]).set(desk.admin, people[1]).set(desk.requester, requester);
  return { fresh, id: fresh.get(approvalId)!, people, requester };
}

const instant = (ms: number) => new Date(ms).toISOString();

/** Somewhere in the last year. */
function actsOf({ id, people, requester }: Clone, { isPending }: Kind): string[] {
  const at = instant(Date.now() - Math.random() * 8_760 * hour);
  const decided = isPending ? [] : [...new Set(people)].map((person) => `${person}\tdecided\t${id}\t${at}\n`);
  return [`${requester}\tstarted\t${id}\t${at}\n`, ...decided];
}

/** Opened in the last two days: half of them are late. */
function tasksOf({ id, people, requester }: Clone): string[] {
  const opened = Date.now() - Math.random() * 48 * hour;
  const [due, late] = [instant(opened + 72 * hour), instant(opened + 24 * hour)];
  return people.map((person, slot) => `approval:${id}\t1.1.${slot + 1}.1\t${id}\t${person}\t${requester}\t${due}\t${late}\n`);
}

/** The indexes that stand for no constraint: built once behind the rows, which takes a fraction of the time. */
async function dropIndexes(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index i
     JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('es', 'rm') AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)`,
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return rows.map(({ definition }) => definition);
}
