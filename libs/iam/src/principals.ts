import type { Queryable } from './queryable';

/** The account or registration that has claimed an identifier, and its person. */
export interface ClaimHolder {
  holder: string;
  principalId: string;
}

/** A person as they were named: by their own id, or by one that turned out to be theirs. */
interface NamedPerson {
  principalId: string;
  /** The public id of the person. */
  userId: string;
  /** Further principals of the same person. */
  aliases: readonly string[];
}

/** A principal under one name, and the one that stands for its person. */
const standsFor = (named: string) => `coalesce((SELECT person FROM iam.aliases WHERE alias = ${named}), ${named})`;

const find = {
  name: 'find-person',
  text: `SELECT own.principal_id AS "principalId", substr(own.external_id, 6) AS "userId",
  ARRAY(SELECT alias FROM iam.aliases WHERE person = own.principal_id) AS aliases
FROM iam.principals own WHERE own.principal_id = (SELECT ${standsFor('principal_id')} FROM iam.principals WHERE external_id = $1)`,
} as const;

const name = {
  name: 'name-person',
  text: `WITH known AS (SELECT principal_id FROM iam.principals WHERE external_id = 'user:' || $1 FOR KEY SHARE),
  made AS (
    INSERT INTO iam.principals (external_id) SELECT 'user:' || $1 WHERE NOT EXISTS (SELECT FROM known)
      AND NOT EXISTS (SELECT FROM vault.subject_keys WHERE subject_id = $1::uuid)
    ON CONFLICT (external_id) DO UPDATE SET external_id = excluded.external_id RETURNING principal_id)
SELECT ${standsFor('named.principal_id')} AS "principalId", coalesce(substr(own.external_id, 6), $1) AS "userId"
FROM (SELECT principal_id FROM known UNION ALL SELECT principal_id FROM made) named
  LEFT JOIN LATERAL (SELECT external_id FROM iam.principals WHERE principal_id = ${standsFor('named.principal_id')} OFFSET 0) own ON true
WHERE NOT EXISTS (SELECT FROM vault.subject_keys WHERE subject_id = $1::uuid)`,
} as const;

/** Returns a person who was named before, else undefined. */
export async function findNamed(db: Queryable, userId: string): Promise<NamedPerson | undefined> {
  const [named] = await db.query<NamedPerson>(find, [`user:${userId}`]);
  return named;
}

/** Returns the further principals of these people, each with the one that stands for its person. */
export async function aliasesOf(db: Queryable, principalIds: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const rows = await db.query<{ alias: string; person: string }>('SELECT alias, person FROM iam.aliases WHERE person = ANY ($1)', [
    principalIds,
  ]);
  return Object.fromEntries(rows.map(({ alias, person }) => [alias, person]));
}

/** Returns those of these ids that are further ones, each with the id that stands for its person. */
export async function personsOf(db: Queryable, principalIds: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const rows = await db.query<{ alias: string; person: string }>('SELECT alias, person FROM iam.aliases WHERE alias = ANY ($1)', [
    principalIds,
  ]);
  return Object.fromEntries(rows.map(({ alias, person }) => [alias, person]));
}

/**
 * Returns the principal and the public id of a person, and creates it if there is none. Undefined: the id is a subject
 * of the vault, which stands for the data of somebody and is no id of a person.
 */
export async function namePerson(db: Queryable, userId: string): Promise<{ principalId: string; userId: string } | undefined> {
  // A row that is there is locked as commands lock it that name it: they wait for no one but an erasure. The update
  // changes nothing, but returns the row when another request inserted it first.
  const [row] = await db.query<{ principalId: string; userId: string }>(name, [userId]);
  return row;
}

const findMany = {
  name: 'find-all-named',
  text: `SELECT wanted AS "namedAs", coalesce(substr(own.external_id, 6), wanted) AS "userId", own.principal_id AS "principalId",
  coalesce(subject.known, false) AS "isSubject"
FROM unnest($1::text[]) wanted
  LEFT JOIN LATERAL (SELECT principal_id FROM iam.principals WHERE external_id = 'user:' || wanted OFFSET 0) p ON true
  LEFT JOIN LATERAL (SELECT principal_id, external_id FROM iam.principals WHERE principal_id = ${standsFor('p.principal_id')} OFFSET 0) own ON true
  LEFT JOIN LATERAL (SELECT true AS known FROM vault.subject_keys WHERE subject_id = wanted::uuid LIMIT 1) subject ON true`,
} as const;

/** What is known of somebody whom a request names. */
interface NameOfRequest {
  namedAs: string;
  /** The public id of the person: another one than that of the request, where this turned out to be theirs too. */
  userId: string;
  /** Null: nobody has named them before. */
  principalId: string | null;
  /** The id stands for the data of somebody, and is no id of a person. */
  isSubject: boolean;
}

/** Returns what is known of these people, by the ids that a request names; creates nobody. */
export const findAllNamed = (db: Queryable, ids: readonly string[]): Promise<NameOfRequest[]> => db.query(findMany, [ids]);

/**
 * Returns the principals of a person and of the holder of an identifier (an account, or a registration on its way to
 * one).
 * One statement that always writes, so that its duration does not show if the identifier has a holder.
 */
export async function namePersonAndHolder(
  db: Queryable,
  userId: string,
  claim: { kind: string; key: string },
): Promise<{ principalId: string; holder?: ClaimHolder }> {
  const [found] = await db.query<{ principalId: string; holder: string | null; holderId: string }>(
    `WITH holder AS (
       SELECT c.holder, coalesce(r.accounts[1], c.holder)::text AS user_id
       FROM es.claims c LEFT JOIN rm.process r ON r.stream_id = 'registration:' || c.holder WHERE c.kind = $2 AND c.key = $3),
     named AS (
       INSERT INTO iam.principals (external_id) SELECT 'user:' || id FROM (SELECT $1 AS id UNION SELECT user_id FROM holder) people ORDER BY 1
       ON CONFLICT (external_id) DO UPDATE SET external_id = excluded.external_id RETURNING external_id, principal_id)
     SELECT own.principal_id AS "principalId", holder, theirs.principal_id AS "holderId"
     FROM named own LEFT JOIN holder ON true LEFT JOIN named theirs ON theirs.external_id = 'user:' || user_id WHERE own.external_id = 'user:' || $1`,
    [userId, claim.kind, claim.key],
  );
  const { principalId, holder, holderId } = found!;
  return { principalId, ...(holder !== null && { holder: { holder, principalId: holderId } }) };
}

/** The document of an applicant by its blind index, and who has it: an account, or a registration on its way to one. */
export interface FoundDocument {
  key: string;
  owner?: ClaimHolder;
}

/**
 * Finds the document that a registration has sealed, and names its holder as {@link namePersonAndHolder} does.
 * Undefined where the applicant has given none, or it is erased.
 */
export async function documentOfApplicant(db: Queryable, registrationId: string): Promise<FoundDocument | undefined> {
  const [sealed] = await db.query<{ key: string; account: string }>(
    `SELECT given.found_by AS key, applicant.accounts[1]::text AS account
     FROM rm.process applicant JOIN vault.subject_data given ON given.subject_id = applicant.subject_id
     WHERE applicant.stream_id = 'registration:' || $1 AND given.data_class = 'profile' AND given.field = 'identity' AND given.found_by IS NOT NULL`,
    [registrationId],
  );
  if (!sealed) return undefined;
  const { holder } = await namePersonAndHolder(db, sealed.account, { kind: 'identity', key: sealed.key });
  return { key: sealed.key, ...(holder && { owner: holder }) };
}

/**
 * Returns the public ids of these principals as `user:<id>`; services and erased people have none.
 * Hidden in CASE: a plan that was made for few principals would find all of them by the beginning of this id.
 * Looked up one by one (OFFSET 0): a join that was planned for few principals would read all of them.
 */
export const externalIdsOf = (db: Queryable, principalIds: readonly string[]): Promise<{ principalId: string; externalId: string }[]> =>
  db.query(
    `SELECT named.principal_id AS "principalId", own.external_id AS "externalId"
     FROM iam.principals named
     CROSS JOIN LATERAL (SELECT external_id FROM iam.principals WHERE principal_id = ${standsFor('named.principal_id')} OFFSET 0) own
     WHERE named.principal_id = ANY($1) AND CASE WHEN own.external_id LIKE 'user:%' THEN true END`,
    [principalIds],
  );

/** Records that a person acts, if they never have before. */
export const noteActed = (db: Queryable, principalId: string): Promise<unknown> =>
  db.query('UPDATE iam.principals SET acted_at = clock_timestamp() WHERE principal_id = $1 AND acted_at IS NULL', [principalId]);

/** Returns those of these people who have no account here, and whom nobody has ever seen act. */
export async function neverSeen(db: Queryable, principalIds: readonly string[]): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    `SELECT principal_id AS id FROM iam.principals p WHERE principal_id = ANY($1) AND acted_at IS NULL
       AND NOT EXISTS (SELECT FROM rm.process WHERE stream_id = 'account:' || substr(p.external_id, 6)) ORDER BY id`,
    [principalIds],
  );
  return found.map(({ id }) => id);
}
