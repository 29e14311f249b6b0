import { delegationLimits } from '#domain';
import { businessNow, clockColumns, plannedAnew, prepared, type ClockMode, type Prepared } from '#event-store';
import { readRows, type ProcessRow } from '../process/list';
import type { Reader } from '../reader';

/** A delegation by a person who takes part in an approval. */
export interface ReceivedDelegation {
  delegationId: string;
  /** All ids of the delegator in events. */
  names: readonly string[];
  /** The public id of the delegator. */
  userId: string;
}

/**
 * SQL for whom the principal `delegator` of a relation stands: all ids of that person (`names`) and the public one
 * (`user_id`). Looked up one by one (OFFSET 0): few people have been given a delegation. An erased person is nobody.
 */
export const delegatorIn = (
  relation: string,
): string => `CROSS JOIN LATERAL (SELECT coalesce((SELECT person FROM iam.aliases WHERE alias = ${relation}.delegator), ${relation}.delegator) AS person_id OFFSET 0) stands
    CROSS JOIN LATERAL (SELECT ARRAY(SELECT alias FROM iam.aliases WHERE person = stands.person_id) || stands.person_id AS names OFFSET 0) person
    CROSS JOIN LATERAL (SELECT substr(external_id, 6) AS user_id FROM iam.principals
      WHERE principal_id = stands.person_id AND CASE WHEN external_id LIKE 'user:%' THEN true END OFFSET 0) own`;

/**
 * SQL for the delegations in the company of an approval (a row called `process`) that people with the ids of `$2` have
 * been given by people who take part in it, whose time is not over: those that end soonest, as JSON.
 */
const receivedIn = (
  clock: ClockMode,
): string => `(SELECT json_agg(json_build_object('delegationId', id, 'names', names, 'userId', user_id)) FROM (
  SELECT d.id, person.names, own.user_id
  FROM (SELECT id, expires_at, (array_remove(principals, asked[1]))[1] AS delegator FROM rm.process given
        WHERE type = 'delegation' AND closed_at IS NULL AND asked && $2::uuid[] AND given.company_id IS NOT DISTINCT FROM process.company_id
          AND expires_at > ${businessNow(clock)} OFFSET 0) d
    ${delegatorIn('d')}
  WHERE person.names && process.principals ORDER BY d.expires_at, d.id LIMIT ${delegationLimits.lookedAtMax}) received)`;

/**
 * An approval with the delegations that the person who looks has been given by its people, and the instant of the read.
 */
export interface ApprovalWithDelegations {
  row: ProcessRow;
  received: readonly ReceivedDelegation[];
  now: number;
}

/** SQL that is true for people with the ids of `$2` of whom one has been given a delegation that may still run. */
const isDelegate = (clock: ClockMode): string => `EXISTS (SELECT FROM unnest($2::uuid[]) AS own (id)
  CROSS JOIN LATERAL (SELECT FROM iam.delegates WHERE delegate = own.id AND expires_at > ${businessNow(clock)} OFFSET 0) given)`;

type Read = ProcessRow & { now: number; machineNow: number; isDelegate: boolean; received?: readonly ReceivedDelegation[] };

/**
 * Returns an approval as `readProcess` does, and what this person may do there for others. Most people have been given
 * no delegation: for a delegate a second statement reads both at once. It is planned anew, since a plan that was made
 * while there were few delegations would read all of them.
 */
export async function readApprovalWithDelegations(
  db: Reader,
  streamId: string,
  delegate: readonly string[],
  clock: ClockMode,
): Promise<ApprovalWithDelegations | undefined> {
  const read = (received: string, sql: (text: string) => Prepared) =>
    readRows<Read>(
      db,
      (columns) =>
        sql(
          `SELECT ${columns('process')}, ${clockColumns(clock)}, ${isDelegate(clock)} AS "isDelegate"${received} FROM rm.process WHERE stream_id = $1`,
        ),
      [streamId, delegate],
    );
  const [seen] = await read('', prepared);
  const [found] = seen?.isDelegate ? await read(`, ${receivedIn(clock)} AS received`, plannedAnew) : [seen];
  if (!found) return undefined;
  const { now, machineNow: _machineNow, isDelegate: _isDelegate, received, ...row } = found;
  return { row, received: received ?? [], now };
}

/** Returns the delegations that these people have been given by people who take part in the approval. */
export async function delegationsIn(
  db: Reader,
  streamId: string,
  delegates: readonly string[],
  clock: ClockMode,
): Promise<readonly ReceivedDelegation[]> {
  const [found] = await db.query<{ received: readonly ReceivedDelegation[] | null }>(
    `SELECT ${receivedIn(clock)} AS received FROM rm.process WHERE stream_id = $1`,
    [streamId, delegates],
  );
  return found?.received ?? [];
}
