import type { Role, Seen, Viewer } from '#domain';
import { clockColumns, millisecondsOf, prepared, type ClockMode, type ClockReading, type Prepared } from '#event-store';
import type { Reader } from '../reader';
import { fewRows, isSeen, seenParameters } from './seen';
import { stateOf, withStates } from './state';

/** A process as its events left it, without the instant of the read. */
export interface ProcessRow<S = { status: string }> {
  type: string;
  id: string;
  status: string;
  outcome?: string;
  version: number;
  /** The public version (ETag). */
  revision: number;
  policyVersion: number;
  subjectId?: string;
  accountId?: string;
  companyId?: string;
  /** The client whose call opened it. */
  client?: string;
  openedAt: number;
  updatedAt: number;
  closedAt?: number;
  /** Who sees it, as lists find by it: true also of a state that this program cannot read. */
  services?: Seen['services'];
  draft?: Seen['draft'];
  companies?: Seen['companies'];
  departments?: Seen['departments'];
  accounts?: Seen['accounts'];
  principals?: Seen['principals'];
  state: S;
}

/** Where a page of a list ended. */
export interface ListPosition {
  openedAt: number;
  id: string;
}

export interface ProcessFilter {
  type: string;
  /** In one of these. */
  statuses?: readonly string[];
  /** The account of a person that it is about: of a registration the one that it opens, or joins to a company. */
  accountId?: string;
  /** A company that it concerns: of an account any that the person is a member of. */
  companyId?: string;
  /** Whether it was over by this instant, of what lasts until a known one. */
  lasting?: { until: number; over: boolean };
}

/** What is read of a row with this name in its statement; its state stands with its stream. */
const columnsOf = (
  row: string,
) => `type, id, status, outcome, version, revision, policy_version AS "policyVersion", subject_id AS "subjectId", account_id AS "accountId",
  company_id AS "companyId", ${millisecondsOf('opened_at')}::float8 AS "openedAt", ${millisecondsOf('updated_at')}::float8 AS "updatedAt",
  ${millisecondsOf('closed_at')}::float8 AS "closedAt", services, draft, companies, departments, accounts, principals, client, ${stateOf(row)} AS state`;

type Columns = Parameters<typeof withStates>[1][number];

/** Reads rows by a statement that names the columns of one of its relations. Leaves out columns that are null. */
export async function readRows<T = ProcessRow>(
  db: Reader,
  statement: (columns: (row: string) => string) => string | Prepared,
  parameters: readonly unknown[],
): Promise<T[]> {
  const found = await withStates(db, await db.query<Columns>(statement(columnsOf), parameters));
  return found.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T);
}

/** Returns one process by the id of its stream. */
export async function readProcess<S = { status: string }>(db: Reader, streamId: string): Promise<ProcessRow<S> | undefined> {
  const [row] = await readRows<ProcessRow<S>>(
    db,
    (columns) => prepared(`SELECT ${columns('process')} FROM rm.process WHERE stream_id = $1`),
    [streamId],
  );
  return row;
}

/** A row with the instant at which it was read. */
export interface TimedRow<S = { status: string }> {
  row: ProcessRow<S>;
  reading: { now: number } & ClockReading;
}

/** The same with the instant, in one statement. */
export async function readProcessNow<S = { status: string }>(
  db: Reader,
  streamId: string,
  clock: ClockMode,
): Promise<TimedRow<S> | undefined> {
  const sentAt = performance.now();
  const [found] = await readRows<ProcessRow<S> & { now: number; machineNow: number }>(
    db,
    (columns) => prepared(`SELECT ${columns('process')}, ${clockColumns(clock)} FROM rm.process WHERE stream_id = $1`),
    [streamId],
  );
  if (!found) return undefined;
  const { now, machineNow, ...row } = found;
  return { row: row as unknown as ProcessRow<S>, reading: { now, machineNow, sentAt, receivedAt: performance.now() } };
}

/** Returns the existing processes among these ids of streams. */
export async function readProcesses(db: Reader, streamIds: readonly string[]): Promise<ReadonlyMap<string, ProcessRow>> {
  const found = await readRows<ProcessRow & { streamId: string }>(
    db,
    (columns) => `SELECT stream_id AS "streamId", ${columns('process')} FROM rm.process WHERE stream_id = ANY ($1)`,
    [streamIds],
  );
  return new Map(found.map(({ streamId, ...row }) => [streamId, row]));
}

/** By one status a list is found in its order, by the index of the statuses; several are looked up among all. */
const isIn = (statuses: readonly string[] | undefined): string => {
  if (statuses === undefined) return '$2::text[] IS NULL';
  return statuses.length === 1 ? 'status = ($2::text[])[1]' : 'status = ANY ($2::text[])';
};

/** Returns the processes of one type that this viewer sees, after a position, newest first; at most `limit`. */
export async function listProcesses(
  db: Reader,
  viewer: Viewer,
  filter: ProcessFilter,
  after: ListPosition | undefined,
  limit: number,
): Promise<ProcessRow[]> {
  return readRows(
    db,
    (columns) => `SELECT ${columns('seen')} FROM (
       SELECT * FROM rm.process WHERE ${isSeen(10)} AND ($3::uuid IS NULL OR accounts @> ARRAY[$3::uuid])
       ${viewer.as === 'person' || filter.accountId ? fewRows : ''}) seen
     WHERE type = $1 AND ${isIn(filter.statuses)} AND ($4::uuid IS NULL OR companies @> ARRAY[$4::uuid])
       AND ($5::float8 IS NULL OR opened_at < to_timestamp($5 / 1000) OR (opened_at = to_timestamp($5 / 1000) AND id > $6))
       AND ($8::float8 IS NULL OR (expires_at <= to_timestamp($8 / 1000)) = $9::boolean)
     ORDER BY opened_at DESC, id LIMIT $7`,
    [
      filter.type,
      filter.statuses ?? null,
      filter.accountId ?? null,
      filter.companyId ?? null,
      after?.openedAt ?? null,
      after?.id ?? null,
      limit,
      filter.lasting?.until ?? null,
      filter.lasting?.over ?? null,
      ...seenParameters(viewer),
    ],
  );
}

/**
 * Returns the processes of one type that this viewer sees, behind a position and opened before an instant, oldest
 * first: a reader that goes on from where it ended misses none.
 */
export const processesFrom = (
  db: Reader,
  viewer: Viewer,
  { type, companyId, before }: Pick<ProcessFilter, 'type' | 'companyId'> & { before: number },
  after: ListPosition = { openedAt: 0, id: lastId },
  limit: number,
): Promise<ProcessRow[]> =>
  readRows(
    db,
    // In the order of an index from its end.
    (columns) => `SELECT ${columns('process')} FROM rm.process
     WHERE ${isSeen(7)} AND type = $1 AND ($2::uuid IS NULL OR companies @> ARRAY[$2::uuid])
       AND opened_at >= to_timestamp($3::float8 / 1000) AND opened_at < to_timestamp($5::float8 / 1000)
       AND (opened_at > to_timestamp($3::float8 / 1000) OR id < $4)
     ORDER BY opened_at, id DESC LIMIT $6`,
    [type, companyId ?? null, after.openedAt, after.id, before, limit, ...seenParameters(viewer)],
  );

/** Behind which none comes. */
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Returns the roles that a person holds now under one of their ids, in every company. Planned at each call: a plan that
 * is kept from when there were few processes reads all roles.
 */
export const rolesHeldBy = (db: Reader, principal: string): Promise<ProcessRow<Role>[]> =>
  readRows<ProcessRow<Role>>(
    db,
    (columns) => `SELECT ${columns('process')} FROM rm.process WHERE principals @> ARRAY[$1::uuid] AND type = 'role'`,
    [principal],
  );

/** A process with the account that it was found for. */
export interface RowAbout extends ProcessRow {
  about: string;
}

/**
 * Returns what is not over of the processes about these accounts, the accounts among them, and the approvals that these
 * wait for; also what is over and still keeps something until an instant. One about several accounts comes once for
 * each.
 */
export const processesToCome = (db: Reader, accountIds: readonly string[]): Promise<RowAbout[]> =>
  readRows<RowAbout>(
    db,
    (columns) => `WITH own AS MATERIALIZED (
       SELECT who.about, p.* FROM unnest($1::uuid[]) who (about)
       CROSS JOIN LATERAL (SELECT * FROM rm.process WHERE accounts @> ARRAY[who.about] ${fewRows}) p)
     SELECT about, ${columns('found')} FROM (
       SELECT * FROM own UNION ALL
       SELECT own.about, asked.* FROM own CROSS JOIN LATERAL (SELECT * FROM rm.process WHERE matter_id = own.id ${fewRows}) asked) found
     WHERE closed_at IS NULL OR EXISTS (SELECT FROM es.streams s WHERE s.stream_id = found.stream_id AND s.next_due_at IS NOT NULL)
     ORDER BY opened_at, id`,
    [accountIds],
  );

/**
 * Returns the registrations that joined, or meant to join, an existing account to a company: by id, after a position.
 * Such a registration is about that account, and was opened for another one.
 */
export async function registrationsJoining(db: Reader, accountId: string, after: string | undefined, limit: number): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    `SELECT id FROM rm.process WHERE type = 'registration' AND accounts @> ARRAY[$1::uuid] AND account_id <> $1::uuid
       AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [accountId, after ?? null, limit],
  );
  return found.map(({ id }) => id);
}

/** Returns the ids of the verification cases of this account, in order, after the given one. */
export async function casesOf(db: Reader, accountId: string, after: string | undefined, limit: number): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    `SELECT id FROM rm.process WHERE type = 'verification' AND accounts @> ARRAY[$1::uuid]
       AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [accountId, after ?? null, limit],
  );
  return found.map(({ id }) => id);
}

/** Returns the versions of these processes for callers that wait for a change; unknown ones are left out. */
export async function standings(
  db: Reader,
  streamIds: readonly string[],
): Promise<{ streamId: string; status: string; revision: number }[]> {
  return db.query(
    // Through a subquery, so that the plan does not depend on the length of the list, and one is kept.
    prepared('SELECT stream_id AS "streamId", status, revision FROM rm.process WHERE stream_id = ANY (ARRAY(SELECT unnest($1::text[])))'),
    [streamIds],
  );
}
