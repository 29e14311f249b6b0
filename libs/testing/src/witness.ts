import { isDeepStrictEqual } from 'node:util';
import type { Client } from '@temporalio/client';
import { eventually } from './eventually';
import type { Installation } from './installation';
import { temporalAddress } from './stack';

type Row = Record<string, unknown>;

/** Everything that an installation has recorded, and everything that it has done to the outside world. */
export interface Facts {
  events: Row[];
  streams: Row[];
  effects: Row[];
  claims: Row[];
  commands: Row[];
  processes: Row[];
  timeline: Row[];
  tasks: Row[];
  erasures: Row[];
  calls: Row[];
  messages: Row[];
}

/** The history of one person without ids and instants: the same for all people with the same life. */
export interface Story {
  account: string[];
  deregistration: string[];
  effects: string[];
  calls: string[];
  phone: string[];
}

/**
 * Reads what an installation records and does, without its API; and reaches its Temporal namespace with every right.
 */
export interface Witness {
  client: Client;
  sql<T extends Row = Row>(text: string, values?: readonly unknown[]): Promise<T[]>;
  facts(): Promise<Facts>;
  /** The data classes of the subject of a process in the vault: sealed, under a key, or erased. */
  classes(table: 'subject_data' | 'subject_keys' | 'erasures', streamId: string): Promise<string[]>;
  /** An account with its deregistration in the cooling-off, with nothing under way. */
  leaving(phone: string): Promise<{ accountId: string; deregistrationId: string; streamId: string }>;
  story(person: { accountId: string; deregistrationId: string }): Promise<Story>;
  /** Nothing is due, owed or unsent, of all processes or of this one. */
  quiet(withinMs?: number, streamId?: string): Promise<void>;
  /** Settles when Temporal lists no other running workflow: one is listed as ended a moment after its process. */
  onlyRunning(...workflowIds: string[]): Promise<void>;
  /** Moves the business clock without a signal. */
  moveClock(ms: number): Promise<void>;
  close(): Promise<void>;
}

const tables: Record<Exclude<keyof Facts, 'calls' | 'messages'>, string> = {
  events: `SELECT stream_id, version, type, data, meta, recorded_at, encode(hash, 'hex') AS hash FROM es.events ORDER BY stream_id, version`,
  streams: `SELECT stream_id, version, revision, encode(head_hash, 'hex') AS head, ended_at, finished_at, next_due_at FROM es.streams ORDER BY stream_id`,
  effects: `SELECT effect_id, kind, n, state, attempts, ended_at FROM es.effects ORDER BY effect_id`,
  claims: `SELECT * FROM es.claims ORDER BY kind, key`,
  commands: `SELECT encode(command_id, 'hex') AS id, client, answer::text FROM es.commands ORDER BY command_id`,
  processes: `SELECT to_jsonb(p) AS row FROM rm.process p ORDER BY stream_id`,
  timeline: `SELECT to_jsonb(t) AS row FROM rm.account_timeline t ORDER BY to_jsonb(t)::text`,
  tasks: `SELECT stream_id, kind, ref, resolved_at FROM es.operator_tasks ORDER BY stream_id, kind, ref`,
  erasures: `SELECT to_jsonb(e) AS row FROM vault.erasures e ORDER BY to_jsonb(e)::text`,
};

/** `address`: of the Temporal server, if it is not the one of this run. */
export async function witness(site: Installation, address = temporalAddress()): Promise<Witness> {
  // Only here, so that pure tests load neither driver nor client.
  const [{ Client, Connection }, { Pool }] = await Promise.all([import('@temporalio/client'), import('pg')]);
  const pool = new Pool({ connectionString: site.database.ownerUrl, max: 3 });
  // Its server may be one that a test breaks.
  pool.on('error', () => undefined);
  const connection = await Connection.connect({ address });

  const sql = async <T extends Row>(text: string, values: readonly unknown[] = []) => (await pool.query<T>(text, [...values])).rows;
  const outside = async (path: string) => ((await (await fetch(site.simulatorUrl + path)).json()) as { items: Row[] }).items;
  const list = async (text: string, ...values: unknown[]) => (await sql<{ it: string }>(text, values)).map(({ it }) => it);

  const quiet = async (withinMs = 30_000, streamId = '%') => {
    const restless = () =>
      sql(
        `SELECT * FROM (
           SELECT 'due' AS why, stream_id AS of, '' AS what FROM es.streams
             WHERE next_due_at <= clock_timestamp() + (SELECT offset_ms FROM dev.clock) * interval '1 millisecond'
           UNION ALL SELECT 'owed', stream_id, effect_id FROM es.effects WHERE state IN ('owed', 'begun')
           UNION ALL SELECT 'unsent', stream_id, reason FROM es.wakes) r WHERE of LIKE $1`,
        [streamId],
      );
    await eventually('quiet', restless, (found) => found.length === 0, withinMs);
  };

  const client = new Client({ connection, namespace: site.namespace });
  const running = async () => {
    const found: string[] = [];
    for await (const { workflowId, status } of client.workflow.list()) if (status.name === 'RUNNING') found.push(workflowId);
    return found.sort();
  };

  const posted = async (path: string, body: unknown) => {
    const { status, body: answer } = await site.call('POST', path, { body });
    if (status !== 201) throw new Error(`${path} answered ${status} ${JSON.stringify(answer)}`);
    return answer.id as string;
  };

  return {
    client,
    sql,
    quiet,
    onlyRunning: async (...workflowIds) =>
      void (await eventually('the other workflows have ended', running, (found) => isDeepStrictEqual(found, workflowIds.sort()))),
    facts: async () => {
      const found = Object.entries(tables).map(async ([name, text]) => [name, await sql(text)] as const);
      const [calls, messages] = await Promise.all([outside('/calls'), outside('/messages')]);
      return { ...Object.fromEntries(await Promise.all(found)), calls, messages } as unknown as Facts;
    },
    classes: (table, streamId) =>
      list(
        `SELECT DISTINCT data_class AS it FROM vault.${table} WHERE subject_id = (SELECT subject_id FROM es.streams WHERE stream_id = $1) ORDER BY 1`,
        streamId,
      ),
    leaving: async (phone) => {
      const accountId = await posted('/v1/accounts', { phone });
      const left = await site.leave(accountId);
      if (left.status !== 201) throw new Error(`leaving is answered ${left.status} ${JSON.stringify(left.body)}`);
      const deregistrationId = left.body.id as string;
      await quiet(30_000, `deregistration:${deregistrationId}`);
      return { accountId, deregistrationId, streamId: `deregistration:${deregistrationId}` };
    },
    story: async ({ accountId, deregistrationId }) => ({
      account: await list(`SELECT type AS it FROM es.events WHERE stream_id = $1 ORDER BY version`, `account:${accountId}`),
      // Steps that may run side by side leave their receipts in any order.
      deregistration: await list(
        `SELECT concat_ws(' ', type, data->>'step', data->>'n') AS it FROM es.events WHERE stream_id = $1 ORDER BY 1`,
        `deregistration:${deregistrationId}`,
      ),
      effects: await list(
        `SELECT kind || ' ' || n || ' ' || state AS it FROM es.effects WHERE stream_id = $1 ORDER BY 1`,
        `deregistration:${deregistrationId}`,
      ),
      // One idempotency key for each effect: a repetition is not performed twice.
      calls: (await outside(`/calls?keyPrefix=${encodeURIComponent(`deregistration:${deregistrationId}:`)}`))
        .map(({ kind, key }) => `${String(kind)} ${String(key).split(':').slice(3).join(' ')}`)
        .sort(),
      phone: await list(
        `SELECT state AS it FROM es.claims c WHERE identifier_id = (SELECT (data->>'phoneId')::uuid FROM es.events WHERE stream_id = $1 AND version = 1)`,
        `deregistration:${deregistrationId}`,
      ),
    }),
    moveClock: async (ms) => void (await sql('UPDATE dev.clock SET offset_ms = offset_ms + $1', [ms])),
    close: async () => {
      await connection.close();
      await pool.end();
    },
  };
}
