import type { Queryable } from './queryable';

/** A name at an issuer that is bound to a person. */
export interface BoundIdentity {
  identityId: string;
  /** Null: bound by hand, before calls bound. */
  issuer: string | null;
  boundAt: Date;
  boundBy: string;
}

interface NewBinding {
  /** The keyed hash of issuer and subject. */
  identity: Buffer;
  issuer: string;
  principalId: string;
  /** The public id by which the person may have been named before, where the issuer's names are such ids. */
  userId: string | undefined;
  boundBy: 'code' | 'claim';
}

/** Why a name is not bound: it is bound, or was, to somebody; or the person has another name at the issuer. */
type NotBound = 'identity-bound' | 'issuer-bound';

const columns = `identity_id AS "identityId", issuer, bound_at AS "boundAt", bound_by AS "boundBy"`;

/**
 * Binds a name once. One that its person has unbound may come back to them, and to nobody else. By whatever issuer: an
 * id by which a person was named becomes one more of theirs, and of nobody else.
 */
export async function bindIdentity(
  tx: Queryable,
  { identity, issuer, principalId, userId, boundBy }: NewBinding,
): Promise<BoundIdentity | NotBound> {
  const named = userId === undefined ? null : `user:${userId}`;
  if (await isTaken(tx, identity, principalId, named)) return 'identity-bound';
  const [bound] = await tx.query<BoundIdentity>(
    `WITH back AS (DELETE FROM iam.former_identities WHERE identity = $1)
     INSERT INTO iam.identities (identity, issuer, principal_id, alias, bound_by)
     VALUES ($1, $2, $3, (SELECT principal_id FROM iam.principals WHERE external_id = $4), $5) ON CONFLICT DO NOTHING RETURNING ${columns}`,
    [identity, issuer, principalId, named, boundBy],
  );
  if (!bound) return (await isTaken(tx, identity, principalId, named)) ? 'identity-bound' : 'issuer-bound';
  await tx.query(
    `INSERT INTO iam.aliases (alias, person) SELECT principal_id, $2 FROM iam.principals WHERE external_id = $1 ON CONFLICT DO NOTHING`,
    [named, principalId],
  );
  return bound;
}

/** Whether the name is bound now, or was once bound to another person, or its id is another person's. */
async function isTaken(tx: Queryable, identity: Buffer, principalId: string, named: string | null): Promise<boolean> {
  const found = await tx.query(
    `SELECT FROM iam.identities WHERE identity = $1
     UNION ALL SELECT FROM iam.former_identities WHERE identity = $1 AND principal_id <> $2
     UNION ALL SELECT FROM iam.aliases WHERE alias = (SELECT principal_id FROM iam.principals WHERE external_id = $3) AND person <> $2`,
    [identity, principalId, named],
  );
  return found.length > 0;
}

/** Returns the names of a person, oldest first: one an issuer. */
export const listIdentities = (db: Queryable, principalId: string): Promise<BoundIdentity[]> =>
  db.query(`SELECT ${columns} FROM iam.identities WHERE principal_id = $1 ORDER BY bound_at, identity_id`, [principalId]);

/**
 * A person gives up a name of theirs: it speaks for nobody, and stays known as theirs. @returns false if it is not
 * theirs.
 */
export async function unbindIdentity(tx: Queryable, identityId: string, principalId: string): Promise<boolean> {
  const gone = await tx.query(
    `WITH gone AS (DELETE FROM iam.identities WHERE identity_id = $1 AND principal_id = $2 RETURNING identity, principal_id)
     INSERT INTO iam.former_identities (identity, principal_id) SELECT identity, principal_id FROM gone ON CONFLICT (identity) DO NOTHING RETURNING 1`,
    [identityId, principalId],
  );
  return gone.length > 0;
}

/**
 * Takes a binding back that should never have been: the name and what was known under it are free again.
 * @returns the principal that it was bound to; undefined if there is none.
 */
export async function removeIdentity(tx: Queryable, identityId: string): Promise<string | undefined> {
  const [gone] = await tx.query<{ principalId: string }>(
    `WITH gone AS (DELETE FROM iam.identities WHERE identity_id = $1 RETURNING principal_id, alias),
     apart AS (DELETE FROM iam.aliases WHERE alias = (SELECT alias FROM gone))
     SELECT principal_id AS "principalId" FROM gone`,
    [identityId],
  );
  return gone?.principalId;
}
