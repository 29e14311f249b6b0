import { millisecondsOf } from '#event-store';
import type { Reader } from '../reader';

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
  openedAt: number;
  updatedAt: number;
  closedAt?: number;
  state: S;
}

/** Where a page of a list ended. */
export interface ListPosition {
  openedAt: number;
  id: string;
}

export interface ProcessFilter {
  type: string;
  status?: string;
  id?: string;
  accountId?: string;
  /** For an account: any company that the person is a member of. */
  companyId?: string;
  /** For a registration: the account that it opens, or joins to a company. */
  applicant?: string;
}

export const processColumns = `type, id, status, outcome, version, revision, policy_version AS "policyVersion", subject_id AS "subjectId", account_id AS "accountId",
  company_id AS "companyId", ${millisecondsOf('opened_at')}::float8 AS "openedAt", ${millisecondsOf('updated_at')}::float8 AS "updatedAt",
  ${millisecondsOf('closed_at')}::float8 AS "closedAt", state`;

/** Leaves out columns that are null. */
export const processRowOf = (found: Record<string, unknown>): ProcessRow =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null)) as unknown as ProcessRow;

/** Returns one process by the id of its stream. */
export async function readProcess(db: Reader, streamId: string): Promise<ProcessRow | undefined> {
  return (await readProcesses(db, [streamId])).get(streamId);
}

/** Returns the existing processes among these ids of streams. */
export async function readProcesses(db: Reader, streamIds: readonly string[]): Promise<ReadonlyMap<string, ProcessRow>> {
  const found = await db.query<Record<string, unknown> & { streamId: string }>(
    `SELECT stream_id AS "streamId", ${processColumns} FROM rm.process WHERE stream_id = ANY ($1)`,
    [streamIds],
  );
  return new Map(found.map(({ streamId, ...row }) => [streamId, processRowOf(row)]));
}

/** Returns processes of one type after a position, newest first; at most `limit`. */
export async function listProcesses(
  db: Reader,
  filter: ProcessFilter,
  after: ListPosition | undefined,
  limit: number,
): Promise<ProcessRow[]> {
  const found = await db.query<Record<string, unknown>>(
    `SELECT ${processColumns} FROM rm.process
     WHERE type = $1 AND ($2::text IS NULL OR status = $2) AND ($3::uuid IS NULL OR id = $3) AND ($4::uuid IS NULL OR account_id = $4)
       AND ($5::text IS NULL OR company_id = $5::uuid OR state -> 'memberships' ? $5)
       AND ($6::text IS NULL OR account_id = $6::uuid OR state ->> 'joins' = $6)
       AND ($7::float8 IS NULL OR opened_at < to_timestamp($7 / 1000) OR (opened_at = to_timestamp($7 / 1000) AND id > $8))
     ORDER BY opened_at DESC, id LIMIT $9`,
    [
      filter.type,
      filter.status ?? null,
      filter.id ?? null,
      filter.accountId ?? null,
      filter.companyId ?? null,
      filter.applicant ?? null,
      after?.openedAt ?? null,
      after?.id ?? null,
      limit,
    ],
  );
  return found.map(processRowOf);
}

/** Returns the open processes of other types about this account, oldest first. */
export async function openProcessesOfAccount(db: Reader, accountId: string): Promise<ProcessRow[]> {
  const found = await db.query<Record<string, unknown>>(
    `SELECT ${processColumns} FROM rm.process WHERE account_id = $1 AND closed_at IS NULL ORDER BY opened_at, id`,
    [accountId],
  );
  return found.map(processRowOf);
}

/**
 * Returns the registrations that joined, or meant to join, an existing account to a company: by id, after a position.
 */
export async function registrationsJoining(db: Reader, accountId: string, after: string | undefined, limit: number): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    `SELECT id FROM rm.process WHERE type = 'registration' AND state ->> 'joins' = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [accountId, after ?? null, limit],
  );
  return found.map(({ id }) => id);
}

/** Returns the versions of these processes for callers that wait for a change; unknown ones are left out. */
export async function standings(
  db: Reader,
  streamIds: readonly string[],
): Promise<{ streamId: string; status: string; revision: number }[]> {
  return db.query('SELECT stream_id AS "streamId", status, revision FROM rm.process WHERE stream_id = ANY($1)', [streamIds]);
}
