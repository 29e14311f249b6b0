import type { Companies, Viewer } from '#domain';
import { isSeen, seenParameters } from '../process/seen';
import type { Reader } from '../reader';

/** Whom a random id stands for. */
export interface FoundPerson {
  principalId: string;
  /** Of a person: the id by which calls name them. */
  userId?: string;
  /** Of a person with an account, as far as the viewer may know of it: its phase. */
  account?: string;
  /** Of a person without an account, in the same way: their registration that is to open it. */
  registrationId?: string;
  /** Whose data the vault keeps under it. */
  subjectId?: string;
  /** Of a client: the note of its newest key, and the companies of its keys. */
  client?: string;
  note?: string;
  companies?: Companies;
}

/** Of a client with more keys than these the newest count. */
const keysMax = 20;

/** Takes part in a process that the viewer sees, or is one whom it is about. The index finds those processes first. */
const seenTakingPart = (whom: string, n: number) =>
  `EXISTS (SELECT FROM (SELECT * FROM rm.process WHERE ${whom} OFFSET 0) taken WHERE ${isSeen(n)})`;

/**
 * An account is told of where the viewer sees it, or sees its person in a process of a company to which they belong.
 * Who was named by a guessed id is from outside: nobody learns that it is an account of others.
 */
const accountIsKnown = `$2::text = 'operator' OR named.principal_id = ANY ($3::uuid[])
  OR EXISTS (SELECT FROM (SELECT * FROM rm.process WHERE principals @> ARRAY[named.principal_id] OFFSET 0) taken WHERE ${isSeen(2)} AND taken.companies && account.companies)
  OR ${seenTakingPart('accounts @> ARRAY[named.user_id]', 2)}`;

/**
 * Returns those of these principals whom a viewer sees in a process that they see, themselves, and all keys: of a key
 * the caller decides by its companies. Another id of a person leads to the same person.
 */
export async function findPeople(db: Reader, viewer: Viewer, principalIds: readonly string[]): Promise<FoundPerson[]> {
  const rows = await db.query<Record<string, unknown>>(
    `SELECT named.principal_id AS "principalId", named.user_id AS "userId", CASE WHEN known THEN account.status END AS account,
       CASE WHEN known THEN applied.id END AS "registrationId",
       CASE WHEN known THEN coalesce(account.subject_id, applied.subject_id) END AS "subjectId", key.client, key.note, key.companies
     FROM (SELECT asked.principal_id, CASE WHEN own.external_id LIKE 'user:%' THEN substr(own.external_id, 6)::uuid END AS user_id,
             CASE WHEN own.external_id NOT LIKE 'user:%' THEN substr(own.external_id, strpos(own.external_id, ':') + 1) END AS client
           FROM iam.principals asked LEFT JOIN iam.aliases other ON other.alias = asked.principal_id
           JOIN iam.principals own ON own.principal_id = coalesce(other.person, asked.principal_id)
           WHERE asked.principal_id = ANY ($1) OFFSET 0) named
     LEFT JOIN rm.process account ON account.stream_id = 'account:' || named.user_id
     LEFT JOIN LATERAL (SELECT id, subject_id FROM rm.process WHERE account_id = named.user_id AND type = 'registration' AND account.id IS NULL
       ORDER BY opened_at DESC LIMIT 1) applied ON true
     LEFT JOIN LATERAL (SELECT min(k.client_key) AS client, (array_agg(k.client))[1] AS note, jsonb_agg(k.companies) AS companies FROM (
       SELECT coalesce(client_id, key_id) AS client_key, client, companies FROM iam.api_keys
       WHERE coalesce(client_id, key_id) = named.client ORDER BY coalesce(client_id, key_id) DESC, created_at DESC, key_id DESC LIMIT ${keysMax}) k) key ON true
     LEFT JOIN LATERAL (SELECT ${accountIsKnown} AS known) told ON true
     WHERE named.user_id IS NULL OR $2::text = 'operator' OR named.principal_id = ANY ($3::uuid[])
       OR ${seenTakingPart('principals @> ARRAY[named.principal_id]', 2)} OR ${seenTakingPart('accounts @> ARRAY[named.user_id]', 2)}`,
    [principalIds, ...seenParameters(viewer)],
  );
  return rows.map(({ companies, ...row }) => ({
    ...(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as FoundPerson),
    ...(companies !== null && { companies: allOf(companies as readonly (readonly string[] | null)[]) }),
  }));
}

/** What all keys of a client are for. */
const allOf = (companies: readonly (readonly string[] | null)[]): Companies =>
  companies.includes(null) ? 'platform' : companies.flatMap((some) => some ?? []);
