import { retentionPolicy } from '#domain';
import type { Tx } from '#event-store';
import { biteColumns, type Bite, type Place } from './overdue';

/** Old by machine time; $1 days. Evaluated once a statement, so that an index can be searched by it. */
const cutoff = `(SELECT clock_timestamp() - $1 * interval '1 day')`;

interface Kind {
  table: string;
  id: string;
  at: string;
  /** Rows that another transaction works with just now are left for the next round. */
  locks?: boolean;
}

/**
 * A delete of the oldest rows of a table: so many as $2 says, which are older than $1 days. By an array of ids, since a
 * join of so many would read the whole table.
 */
const oldest = ({ table, id, at, locks = true }: Kind) => `
  DELETE FROM ${table} WHERE ${id} = ANY (ARRAY(
    SELECT ${id} FROM ${table} WHERE ${at} < ${cutoff} ORDER BY ${at} LIMIT $2 ${locks ? 'FOR UPDATE SKIP LOCKED' : ''}))
  RETURNING 1`;

const oldestOf = {
  commands: oldest({ table: 'es.commands', id: 'command_id', at: 'at' }),
  tasks: oldest({ table: 'es.operator_tasks', id: 'task_id', at: 'resolved_at' }),
  // Rows of a log are never changed, and no program may lock them.
  refusals: oldest({ table: 'iam.security_log', id: 'entry_id', at: 'at', locks: false }),
  openings: oldest({ table: 'vault.openings', id: 'opening_id', at: 'opened_at', locks: false }),
  assertions: oldest({ table: 'iam.used_assertions', id: 'assertion', at: 'ends_at' }),
  scanProofs: oldest({ table: 'iam.scan_proofs', id: 'proof', at: 'made_at' }),
  dailyUses: oldest({ table: 'es.daily_uses', id: 'ctid', at: 'changed_at' }),
  observations: oldest({ table: 'es.observations', id: 'ctid', at: 'received_at', locks: false }),
};

/**
 * What people did with approvals that are over. A row that is written again meanwhile is not the one that was found.
 */
const oldActs = `
  DELETE FROM rm.approval_acts WHERE ctid = ANY (ARRAY(
    SELECT a.ctid FROM rm.approval_acts a WHERE a.at < ${cutoff}
      AND NOT EXISTS (SELECT FROM rm.process p WHERE p.stream_id = 'approval:' || a.approval_id AND p.closed_at IS NULL)
    ORDER BY a.at LIMIT $2))
  RETURNING 1`;

export const deleteOldActs = async (tx: Tx, rows: number): Promise<number> =>
  (await tx.query(oldActs, [retentionPolicy.actsKeptDays, rows])).length;

/** Deletes a bite of what is older than so many days. @returns how many rows */
export const deleteOldest = async (tx: Tx, kind: keyof typeof oldestOf, days: number, rows: number): Promise<number> =>
  (await tx.query(oldestOf[kind], [days, rows])).length;

/** Old by business time, like all that is counted by it: $1 is the instant. No program may lock these rows. */
const oldTallies = (kinds: string) => `
  DELETE FROM es.tallies WHERE entry_id = ANY (ARRAY(
    SELECT entry_id FROM es.tallies WHERE ${kinds} AND at < to_timestamp($1::float8 / 1000)
    ORDER BY at LIMIT $2))
  RETURNING 1`;

const oldOf = {
  sightings: oldTallies(`kind NOT IN ('device-account', 'recording')`),
  recordings: oldTallies(`kind = 'recording'`),
};

/**
 * Deletes a bite of what registrations of a day were counted by, or of recordings that were used. @returns how many
 * rows
 */
export async function deleteTallies(tx: Tx, of: keyof typeof oldOf, before: number, rows: number): Promise<number> {
  // A trigger keeps recordings from programs that do not know for how long they stay.
  await tx.query(`SELECT set_config('tenure.forgets', $1, true)`, [of]);
  return (await tx.query(oldOf[of], [before, rows])).length;
}

/**
 * A bite of effects that are over, longest over first, behind the place ($2, $3). One of a process that is not finished
 * for as long stays: its state may name it, and it would be owed again. So does one of a process that an operator has a
 * task about, which may be moved again.
 */
const endedEffects = `
  WITH looked AS (
    SELECT effect_id AS id, ended_at AS at, stream_id FROM es.effects
    WHERE ended_at < ${cutoff} AND (ended_at, effect_id) > ($2::timestamptz, $3::text)
    ORDER BY ended_at, effect_id LIMIT $4),
  over AS (
    SELECT id FROM looked l WHERE (SELECT s.finished_at FROM es.streams s WHERE s.stream_id = l.stream_id) < ${cutoff}
      AND (SELECT count(*) FROM es.operator_tasks o WHERE o.stream_id = l.stream_id AND o.resolved_at IS NULL) = 0),
  -- One that is owed again meanwhile is over no more. Those that stay are not locked: a lock would write each of them.
  locked AS (SELECT effect_id FROM es.effects WHERE effect_id = ANY (ARRAY(SELECT id FROM over)) AND ended_at < ${cutoff} FOR UPDATE SKIP LOCKED),
  changed AS (DELETE FROM es.effects WHERE effect_id = ANY (ARRAY(SELECT effect_id FROM locked)) RETURNING 1)
  SELECT ${biteColumns}`;

export async function deleteEndedEffects(tx: Tx, { at, id }: Place, rows: number): Promise<Bite> {
  const [bite] = await tx.query<Bite>(endedEffects, [retentionPolicy.effectsKeptDays, at, id, rows]);
  return bite!;
}
