import type { Queryable } from './queryable';

/** A person to tell, by the id under which they are known now. */
export interface Told {
  principalId: string;
  externalId: string;
  /** Many have told them just now: this comes with their next digest. */
  waits?: boolean;
}

/** What one effect tells people at an instant of business time. */
export interface Telling {
  effectId: string;
  people: readonly string[];
  now: number;
  /** When a window that begins now ends. */
  endsAt: number;
  /** How many notices in a window come one by one. */
  alone: number;
  /** It would be over before a digest: it waits for none. */
  urgent: boolean;
}

const isOver = '(w.ends_at <= to_timestamp($3::float8 / 1000) AND NOT w.more AND w.digest IS NULL)';
const hasTold = '($2 = ANY (w.told))';
const hasRoom = '(w.ends_at > to_timestamp($3::float8 / 1000) AND cardinality(w.told) < $5 AND NOT w.more AND w.digest IS NULL)';

/**
 * Notes that these people are told by an effect, and says of each whether that comes alone or waits for a digest:
 * PostgreSQL decides, so that ten programs that tell one person at once are counted as ten. Repeated: the same answer
 * for those who were told alone. Several ids of a person are one; erased people and services are left out.
 */
export const noteTelling = (db: Queryable, { effectId, people, now, endsAt, alone, urgent }: Telling): Promise<Told[]> =>
  db.query<Told>(
    `WITH named AS (
       SELECT DISTINCT own.principal_id, own.external_id FROM unnest($1::uuid[]) AS asked (id)
       CROSS JOIN LATERAL (SELECT coalesce((SELECT person FROM iam.aliases WHERE alias = asked.id), asked.id) AS id OFFSET 0) stands
       CROSS JOIN LATERAL (SELECT principal_id, external_id FROM iam.principals WHERE principal_id = stands.id OFFSET 0) own
       WHERE CASE WHEN own.external_id LIKE 'user:%' THEN true END),
     noted AS (
       INSERT INTO iam.notice_windows AS w (person, told, ends_at)
       SELECT principal_id, ARRAY[$2::text], to_timestamp($4::float8 / 1000) FROM named ORDER BY principal_id
       ON CONFLICT (person) DO UPDATE SET
         told = CASE WHEN ${isOver} THEN excluded.told WHEN ${hasRoom} AND NOT ${hasTold} THEN array_append(w.told, $2) ELSE w.told END,
         ends_at = CASE WHEN ${isOver} THEN excluded.ends_at ELSE w.ends_at END,
         more = w.more OR NOT (${isOver} OR ${hasTold} OR ${hasRoom} OR $6::boolean)
       RETURNING w.person, w.told)
     SELECT principal_id AS "principalId", external_id AS "externalId", NOT ($6 OR $2 = ANY (told)) AS waits
     FROM noted JOIN named ON principal_id = person ORDER BY principal_id`,
    [people, effectId, now, endsAt, alone, urgent],
  );

/** Records that a provider refuses to reach these people, each with its code; the next notice tries again. */
export const noteUnreachable = (db: Queryable, people: readonly { principalId: string; reason: string }[]): Promise<unknown> =>
  db.query(
    `INSERT INTO iam.notice_windows (person, told, ends_at, unreachable_at, unreachable_for)
     SELECT id, '{}', clock_timestamp(), clock_timestamp(), reason FROM unnest($1::uuid[], $2::text[]) AS refused (id, reason)
     WHERE EXISTS (SELECT FROM iam.principals WHERE principal_id = id) ORDER BY id
     ON CONFLICT (person) DO UPDATE SET unreachable_at = excluded.unreachable_at, unreachable_for = excluded.unreachable_for`,
    [people.map(({ principalId }) => principalId), people.map(({ reason }) => reason)],
  );

/** The digest that somebody is due. */
export interface DueDigest {
  principalId: string;
  externalId: string;
  /** Further ids under which they may be asked. */
  aliases: readonly string[];
  /** Tells this digest from the next one, and a repetition from both. */
  digest: string;
}

/** Longer than a provider may take; a program that has died is followed then. */
const leaseSeconds = 60;

/** Takes the digests that are due at an instant of business time; one that nobody has ended is taken again. */
export const leaseDigests = (db: Queryable, now: number, limit: number): Promise<DueDigest[]> =>
  db.query<DueDigest>(
    `UPDATE iam.notice_windows w SET more = w.more AND w.digest IS NOT NULL, digest = coalesce(w.digest, gen_random_uuid()),
       lease_until = clock_timestamp() + interval '${leaseSeconds} seconds'
     FROM (SELECT person FROM iam.notice_windows WHERE (more OR digest IS NOT NULL) AND ends_at <= to_timestamp($1::float8 / 1000)
           AND (digest IS NULL OR lease_until <= clock_timestamp()) ORDER BY ends_at LIMIT $2 FOR UPDATE SKIP LOCKED) due
     WHERE w.person = due.person
     RETURNING w.person AS "principalId", w.digest, ARRAY(SELECT alias FROM iam.aliases WHERE aliases.person = w.person) AS aliases,
       (SELECT external_id FROM iam.principals WHERE principal_id = w.person) AS "externalId"`,
    [now, limit],
  );

/** Ends a digest, sent or with nothing left to say: what comes until then waits for the next one. */
export const endDigest = (db: Queryable, { principalId, digest }: DueDigest, endsAt: number): Promise<unknown> =>
  db.query(
    `UPDATE iam.notice_windows SET digest = NULL, lease_until = NULL, ends_at = to_timestamp($3::float8 / 1000) WHERE person = $1 AND digest = $2`,
    [principalId, digest, endsAt],
  );
