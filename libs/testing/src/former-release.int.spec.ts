import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '#stack';
import type { FreshDatabase } from './database';
import { catalogAt, catalogOf, formerDatabase, formerRelease, formerSchema } from './former-release';

const former = formerRelease('0.1.0');
let database: FreshDatabase;
beforeAll(async () => (database = await formerDatabase(former)));
afterAll(() => database?.drop());

const list = (sql: string) =>
  withClient(database.ownerUrl, async (client) => (await client.query<{ it: string }>(sql)).rows.map(({ it }) => it));

/** Every status that release 0.1.0 names in its documents; a company, a position and a role have one. */
const statuses: Readonly<Record<string, readonly string[]>> = {
  account: ['opening', 'active', 'frozen', 'purged', 'undone'],
  approval: ['pending', 'approved', 'rejected', 'expired', 'withdrawn'],
  company: ['verified'],
  deregistration: ['cooling_off', 'purging', 'purge_blocked', 'retained', 'revoked', 'closed'],
  invite: ['issued', 'reserved', 'spent'],
  position: ['offered'],
  registration: ['draft', 'verifying', 'manual_review', 'awaiting_approval', 'activating', 'active', 'rejected', 'withdrawn', 'expired'],
  role: ['granted'],
};

describe('the database of release 0.1.0', () => {
  it('has the schema that the first migrations of today make: a released migration is never edited', async () => {
    const empty = await formerSchema(former);
    expect(await catalogAt(empty)).toBe(catalogOf(former.release));
    await empty.drop();
  });

  it.each(Object.entries(statuses))('holds a life of every %s that it knew: %j', async (process, known) => {
    expect(await list(`SELECT DISTINCT status AS it FROM rm.process WHERE type = '${process}' ORDER BY 1`)).toEqual([...known].sort());
  });

  it('holds effects that wait, are under lease, are done, have failed and are withdrawn; wakes, codes, tasks and claims', async () => {
    expect(await list('SELECT DISTINCT state AS it FROM es.effects ORDER BY 1')).toEqual(['begun', 'done', 'failed', 'owed', 'withdrawn']);
    expect(await list(`SELECT effect_id AS it FROM es.effects WHERE state = 'begun' AND lease_until > clock_timestamp()`)).not.toEqual([]);
    expect(await list('SELECT reason AS it FROM es.wakes')).not.toEqual([]);
    expect(await list('SELECT DISTINCT kind AS it FROM es.operator_tasks WHERE resolved_at IS NULL ORDER BY 1')).toEqual([
      'directory-removal-refused',
      'effect-failed',
      'purge-blocked',
      'reviewers-missing',
    ]);
    const now = `clock_timestamp() + (SELECT offset_ms FROM dev.clock) * interval '1 millisecond'`;
    expect(await list(`SELECT purpose AS it FROM vault.challenges WHERE consumed_at IS NULL AND expires_at > ${now}`)).toHaveLength(2);
    expect(await list(`SELECT stream_id AS it FROM es.streams WHERE next_due_at < ${now}`)).not.toEqual([]);
    expect(await list('SELECT DISTINCT state AS it FROM es.claims ORDER BY 1')).toEqual(['cooldown', 'held', 'reserved']);
  });

  it('is small', () => {
    const folder = join(__dirname, '..', 'former', former.release);
    const bytes = readdirSync(folder).map((file) => statSync(join(folder, file)).size);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(500_000);
  });
});
