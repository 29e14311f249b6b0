import type { Queryable } from './queryable';

const bound = {
  name: 'bound-to',
  text: `SELECT substr(p.external_id, 6) AS "userId" FROM iam.identities i JOIN iam.principals p USING (principal_id)
WHERE i.identity = $1 AND p.external_id LIKE 'user:%'`,
} as const;

/** Returns the public id of the person whom an issuer means, by the keyed hash of its name and theirs. */
export async function boundTo(db: Queryable, identity: Buffer): Promise<string | undefined> {
  const [row] = await db.query<{ userId: string }>(bound, [identity]);
  return row?.userId;
}

const use = {
  name: 'use-assertion',
  text: `INSERT INTO iam.used_assertions (assertion, command_id, ends_at) VALUES ($1, $2, $3)
ON CONFLICT (assertion) DO UPDATE SET command_id = used_assertions.command_id RETURNING command_id AS "commandId"`,
} as const;

/**
 * Uses an assertion up for a command, by keyed hashes; of two commands at once one has it.
 * @returns whether it is this command's: then also when the command is repeated
 */
export async function useAssertion(db: Queryable, used: { assertion: Buffer; commandId: Buffer; endsAt: Date }): Promise<boolean> {
  const [row] = await db.query<{ commandId: Buffer }>(use, [used.assertion, used.commandId, used.endsAt]);
  return row!.commandId.equals(used.commandId);
}

const spare = {
  name: 'spare-assertion',
  text: 'DELETE FROM iam.used_assertions WHERE assertion = $1 AND command_id = $2',
} as const;

/** The command was refused: its assertion serves another one. */
export const spareAssertion = (db: Queryable, used: { assertion: Buffer; commandId: Buffer }): Promise<unknown> =>
  db.query(spare, [used.assertion, used.commandId]);
