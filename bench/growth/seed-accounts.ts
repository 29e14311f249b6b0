import { copyIn, withClient } from '#stack';
import type { BenchStack } from '../measure/bench-stack';
import { accountTemplate, type AccountTemplate } from './account-template';
import type { Client } from './client';

const accountsAtOnce = 5_000;

/**
 * Gives the tables that many accounts more, as the API would have taken them in: with chain, state, read models, claims
 * and keys. They need no wake: what they wait for is days away.
 */
export async function seedAccounts({ operator, file }: BenchStack, accounts: number, phone: string): Promise<void> {
  const { body } = await operator.post<{ id: string; subjectId: string }>('/v1/accounts', { phone });
  await withClient(file.ownerDatabaseUrl, async (client) => {
    // No foreign key looks at each row again.
    await client.query('SET session_replication_role = replica');
    const template = await accountTemplate(client, body.id, body.subjectId);
    for (let left = accounts; left > 0; left -= accountsAtOnce) await seedSome(client, template, Math.min(left, accountsAtOnce));
    // As autovacuum does a minute later.
    await client.query('VACUUM (ANALYZE)');
  });
}

async function seedSome(client: Client, { tables, clone }: AccountTemplate, accounts: number): Promise<void> {
  const places = await reservePlaces(client, accounts);
  const clones = Array.from({ length: accounts }, (_, i) => clone(places + i));
  for (const { name, template } of tables) {
    const rows = clones.map((fresh) => template.with(fresh).replaceAll(/^\t/gm, '')).join('');
    await copyIn(client, `COPY ${name} FROM STDIN`, Buffer.from(rows));
  }
}

/** @returns the first of so many positions that nobody else gets */
async function reservePlaces(client: Client, count: number): Promise<number> {
  const { rows } = await client.query<{ first: number }>(
    `SELECT min(place)::float8 AS first FROM (SELECT nextval('es.global_pos') AS place FROM generate_series(1, $1)) places`,
    [count],
  );
  return rows[0]!.first;
}
