import { millisecondsOf } from '#event-store';
import type { Reader } from '../reader';

/** A process as its events left it: all that is told of one, but for the instant at which it is told. */
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
  /** Of an account: any that the person is a member of. */
  companyId?: string;
  /** Of a registration: the account that it opens, or joins to a company. */
  applicant?: string;
}

export const processColumns = `type, id, status, outcome, version, revision, policy_version AS "policyVersion", subject_id AS "subjectId", account_id AS "accountId",
  company_id AS "companyId", ${millisecondsOf('opened_at')}::float8 AS "openedAt", ${millisecondsOf('updated_at')}::float8 AS "updatedAt",
  ${millisecondsOf('closed_at')}::float8 AS "closedAt", state`;

/** What is null in the table is absent in a row. */
export const processRowOf = (found: Record<string, unknown>): ProcessRow =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null)) as unknown as ProcessRow;

/** One process by the id of its stream. */
export async function readProcess(db: Reader, streamId: string): Promise<ProcessRow | undefined> {
  return (await readProcesses(db, [streamId])).get(streamId);
}

/** Those of them that are there, by the ids of their streams. */
export async function readProcesses(db: Reader, streamIds: readonly string[]): Promise<ReadonlyMap<string, ProcessRow>> {
  const found = await db.query<Record<string, unknown> & { streamId: string }>(
    `SELECT stream_id AS "streamId", ${processColumns} FROM rm.process WHERE stream_id = ANY ($1)`,
    [streamIds],
  );
  return new Map(found.map(({ streamId, ...row }) => [streamId, processRowOf(row)]));
}

/** Processes of one type, newest first, from just after a position on; at most `limit`. */
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

/** The processes of other types that are about this account and are not over, oldest first. */
export async function openProcessesOfAccount(db: Reader, accountId: string): Promise<ProcessRow[]> {
  const found = await db.query<Record<string, unknown>>(
    `SELECT ${processColumns} FROM rm.process WHERE account_id = $1 AND closed_at IS NULL ORDER BY opened_at, id`,
    [accountId],
  );
  return found.map(processRowOf);
}

/** The registrations by which somebody has joined, or meant to join, a company with the account that he has: by id, from just after one on. */
export async function registrationsJoining(db: Reader, accountId: string, after: string | undefined, limit: number): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    `SELECT id FROM rm.process WHERE type = 'registration' AND state ->> 'joins' = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [accountId, after ?? null, limit],
  );
  return found.map(({ id }) => id);
}

/** Where these processes stand, for those who wait for a change. A process that is not there is not in the answer. */
export async function standings(
  db: Reader,
  streamIds: readonly string[],
): Promise<{ streamId: string; status: string; revision: number }[]> {
  return db.query('SELECT stream_id AS "streamId", status, revision FROM rm.process WHERE stream_id = ANY($1)', [streamIds]);
}
