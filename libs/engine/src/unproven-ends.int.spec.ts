import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { freshDatabase, type FreshDatabase } from '#testing';

let database: FreshDatabase;
let owner: Client;
beforeAll(async () => {
  database = await freshDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await database?.drop();
});
afterEach(() => owner.query('SELECT es.refuse_unproven_ends(false)'));

/** Writes the beginning of a deregistration as a program appends it. `client`: release 0.1.0 notes none. */
async function request(client: string | null, data: object = {}): Promise<string | undefined> {
  const id = `deregistration:${randomUUID()}`;
  try {
    await owner.query('BEGIN');
    await owner.query(
      `INSERT INTO es.streams (stream_id, type, version, revision, head_hash, policy_version, client, opened_at, updated_at)
       VALUES ($1, 'deregistration', 1, 1, '\\x00', 1, $2, now(), now())`,
      [id, client],
    );
    await owner.query(
      `INSERT INTO es.events (stream_id, version, event_id, command_id, type, schema_version, data, meta, recorded_at, hash)
       VALUES ($1, 1, gen_random_uuid(), '\\x00', 'DeregistrationRequested', 1, $2, '{}', now(), '\\x00')`,
      [id, data],
    );
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await owner.query('ROLLBACK');
  }
}

describe('an end of an account that a program of release 0.1.0 records, which asks for no proof', () => {
  it('is recorded until the owner of the schema says otherwise: callers of that release go on', async () => {
    expect(await request(null)).toBeUndefined();
  });

  it('is refused from then on, so that its caller hears 503 and repeats the call; those of this release go on', async () => {
    await owner.query('SELECT es.refuse_unproven_ends(true)');
    await owner.query('SELECT es.refuse_unproven_ends(true)');
    expect(await request(null)).toBe('57014');
    expect(await request('desk')).toBeUndefined();
    expect(await request(null, { forced: { by: 'operators' } })).toBeUndefined();
    await owner.query('SELECT es.refuse_unproven_ends(false)');
    expect(await request(null)).toBeUndefined();
  });

  it('is allowed or refused by no program: they may not say', async () => {
    const program = new Client({ connectionString: database.url });
    await program.connect();
    await expect(program.query('SELECT es.refuse_unproven_ends(false)')).rejects.toMatchObject({ code: '42501' });
    await expect(program.query('DELETE FROM es.refusals')).rejects.toMatchObject({ code: '42501' });
    await program.end();
  });
});
