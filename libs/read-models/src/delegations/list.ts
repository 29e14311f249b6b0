import { delegationLimits, principalsOf, type Delegation, type Viewer } from '#domain';
import { businessNow, clockColumns, type ClockMode } from '#event-store';
import { readRows, type ListPosition, type ProcessRow } from '../process/list';
import { fewRows, isSeen, seenParameters } from '../process/seen';
import type { Reader } from '../reader';
import { delegatorIn } from './received';

type Row = ProcessRow<Extract<Delegation, { status: 'given' }>>;

/** Of the delegations that nobody has ended, those whose time is not over. */
const isOpen = (clock: ClockMode) => `type = 'delegation' AND closed_at IS NULL AND expires_at > ${businessNow(clock)}`;

/** A delegation with all ids of its delegator, the public one, and the instant of the read. */
export type ReceivedRow = Row & { names: readonly string[]; userId: string; now: number };

/**
 * Returns the delegations that a person has been given under these ids and whose time is not over, also those that have
 * not begun: those that end soonest first.
 */
export const delegationsReceived = (db: Reader, delegate: readonly string[], clock: ClockMode): Promise<ReceivedRow[]> =>
  readRows<ReceivedRow>(
    db,
    (columns) => `SELECT ${columns('given')}, ${clockColumns(clock)}, person.names, own.user_id AS "userId"
      FROM (SELECT *, (array_remove(principals, asked[1]))[1] AS delegator FROM rm.process
            WHERE asked && $1::uuid[] AND ${isOpen(clock)} OFFSET 0) given
        ${delegatorIn('given')}
      ORDER BY expires_at, id LIMIT ${delegationLimits.lookedAtMax}`,
    [delegate],
  );

/** Returns how many delegations a person has given under these ids whose time is not over. */
export async function countGiven(db: Reader, delegator: readonly string[], clock: ClockMode): Promise<number> {
  const [found] = await db.query<{ given: number }>(
    `SELECT count(*)::int AS given FROM rm.process WHERE principals && $1::uuid[] AND NOT asked && $1::uuid[] AND ${isOpen(clock)}`,
    [delegator],
  );
  return found!.given;
}

export interface DelegationFilter {
  /** Those that the viewer has given, or those that they have been given. */
  as?: 'delegator' | 'delegate' | undefined;
  companyId?: string | undefined;
  status?: string | undefined;
}

/** Returns the delegations that this viewer sees, after a position, newest first; at most `limit`. */
export const listDelegations = (
  db: Reader,
  viewer: Viewer,
  { as, companyId, status }: DelegationFilter,
  after: ListPosition | undefined,
  limit: number,
): Promise<ProcessRow[]> =>
  readRows(
    db,
    (columns) => `SELECT ${columns('seen')} FROM (
       SELECT * FROM rm.process WHERE ${isSeen(8)} AND ($1::text IS NULL OR principals && $2::uuid[])
       ${viewer.as === 'person' || as ? fewRows : ''}) seen
     WHERE type = 'delegation' AND ($1 IS NULL OR (asked && $2) = ($1 = 'delegate'))
       AND ($3::uuid IS NULL OR company_id = $3) AND ($4::text IS NULL OR status = $4)
       AND ($5::float8 IS NULL OR opened_at < to_timestamp($5 / 1000) OR (opened_at = to_timestamp($5 / 1000) AND id > $6))
     ORDER BY opened_at DESC, id LIMIT $7`,
    [
      as ?? null,
      principalsOf(viewer),
      companyId ?? null,
      status ?? null,
      after?.openedAt ?? null,
      after?.id ?? null,
      limit,
      ...seenParameters(viewer),
    ],
  );
