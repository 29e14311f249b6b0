import type { Queryable } from './queryable';

/** A proof of a scan, as it was given. `proof`: the keyed hash of its token. */
export interface GivenScanProof {
  proof: Buffer;
  principalId: string;
  /** The companies that the person could speak for; left out: everything. */
  companies?: readonly string[];
  /** Of the business clock. */
  expiresAt: number;
}

const insert = {
  name: 'insert-scan-proof',
  text: `INSERT INTO iam.scan_proofs (proof, principal_id, companies, expires_at)
SELECT $1, $2, $3, to_timestamp($4::float8 / 1000)
WHERE (SELECT count(*) FROM iam.scan_proofs WHERE principal_id = $2 AND expires_at > to_timestamp($5::float8 / 1000)) < $6
ON CONFLICT (proof) DO NOTHING RETURNING 1`,
} as const;

/** @returns whether it was one of so many of this person that are good at once */
export async function insertScanProof(
  db: Queryable,
  { proof, principalId, companies, expiresAt }: GivenScanProof,
  { now, atOnce }: { now: number; atOnce: number },
): Promise<boolean> {
  return (await db.query(insert, [proof, principalId, companies ?? null, expiresAt, now, atOnce])).length > 0;
}

/** Whose proof it is. `userId`: the public id of the person. */
export interface ScanProof {
  principalId: string;
  userId?: string;
  companies?: readonly string[];
}

const find = {
  name: 'find-scan-proof',
  text: `SELECT s.principal_id AS "principalId", s.companies,
  CASE WHEN p.external_id LIKE 'user:%' THEN substr(p.external_id, 6) END AS "userId"
FROM iam.scan_proofs s JOIN iam.principals p USING (principal_id) WHERE s.proof = $1`,
} as const;

/** Returns whose proof it is, used or not, and however old. */
export async function findScanProof(db: Queryable, proof: Buffer): Promise<ScanProof | undefined> {
  const [row] = await db.query<{ principalId: string; userId: string | null; companies: string[] | null }>(find, [proof]);
  if (!row) return undefined;
  const { principalId, userId, companies } = row;
  return { principalId, ...(userId !== null && { userId }), ...(companies !== null && { companies }) };
}

const use = {
  name: 'use-scan-proof',
  text: `UPDATE iam.scan_proofs SET used_by = $2
WHERE proof = $1 AND expires_at > to_timestamp($3::float8 / 1000) AND (used_by IS NULL OR used_by = $2) RETURNING 1`,
} as const;

/** Uses a proof up for a command; of two at once one has it. @returns whether it is this command's, and still good */
export const useScanProof = async (db: Queryable, used: { proof: Buffer; commandId: Buffer; now: number }): Promise<boolean> =>
  (await db.query(use, [used.proof, used.commandId, used.now])).length > 0;

const spare = { name: 'spare-scan-proof', text: 'UPDATE iam.scan_proofs SET used_by = NULL WHERE proof = $1 AND used_by = $2' } as const;

/** The command was refused: its proof serves another one. */
export const spareScanProof = (db: Queryable, { proof, commandId }: { proof: Buffer; commandId: Buffer }): Promise<unknown> =>
  db.query(spare, [proof, commandId]);
