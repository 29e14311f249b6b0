import { day } from '#domain';
import { deleteExpired } from '#engine';
import { logLeaks, openDatabase, type Database } from '#event-store';
import { entrance, life, ownPostgres, testEngine, type OwnPostgres, type TestEngine } from '#testing';
import { Challenges } from '#vault';

let postgres: OwnPostgres;
let test: TestEngine;
let owner: Database;
beforeAll(async () => {
  postgres = await ownPostgres();
  test = await testEngine({ urls: postgres.database });
  owner = await openDatabase({ url: postgres.database.ownerUrl, applicationName: 'silence-spec', poolSize: 1 });
});
afterAll(async () => {
  await owner?.close();
  await test?.close();
  await postgres?.close();
});

/** Every table with a row that has this text. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await owner.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema IN ('es', 'vault', 'iam', 'rm') AND table_type = 'BASE TABLE'`,
  );
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await owner.query(`SELECT 1 FROM ${name} t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`, [text]);
      return rows.length > 0 ? [name] : [];
    }),
  );
  return found.flat();
}

const [phone, leaver] = ['+8613800000077', '+8613800000078'];

describe('what the server knows of a number', () => {
  it('is no line of its log, also when many take the number at once', async () => {
    const steps = entrance(test);
    const key = test.keys.blindIndex('phone', phone);
    const opened = await Promise.all(Array.from({ length: 12 }, () => steps.open(phone)));
    await Promise.allSettled(opened.map(({ entrant }) => steps.provePhone(entrant)));
    expect(await tablesWith(key)).toContain('es.claims');
    // The log is read at all: a statement of the owner that fails is in it.
    await expect(owner.query('SELECT 1 FROM es.claims WHERE no_such_column = 1')).rejects.toThrow();
    expect(postgres.log()).toContain('no_such_column');
    expect(postgres.log()).not.toContain(key);
    expect(postgres.log()).not.toContain(phone.slice(1));
  });

  it('is seen in the settings before it is in the log: a program that starts names those that leak', async () => {
    expect(await logLeaks(test.database)).toEqual([]);
    await owner.query(`SET log_error_verbosity = 'default'`);
    await owner.query('SET log_min_duration_statement = 60000');
    expect(await logLeaks(owner)).toEqual(['log_error_verbosity', 'log_parameter_max_length']);
    await owner.query('RESET ALL');
    expect(await logLeaks(owner)).toEqual([]);
  });

  it('is nowhere after the erasure: in no table and not in the log (0002)', async () => {
    const steps = life(test);
    const key = test.keys.blindIndex('phone', leaver);
    const { accountId } = await steps.takeIn(leaver);
    const { deregistrationId } = await steps.deregister(accountId);
    await steps.challenge(deregistrationId);
    expect(await tablesWith(key)).toContain('es.claims');
    const pass = async (days: number, ...commands: string[]) => {
      await test.advance(days * day);
      for (const command of commands) await test.engine.fireDeadline(`deregistration:${deregistrationId}`, command);
      await steps.performAll(deregistrationId);
    };
    await pass(14, 'RemindOfCoolingOff', 'RemindOfCoolingOff', 'EndCoolingOff');
    await pass(30, 'EndDirectoryRetention');
    await pass(1, 'ReleasePhone');
    expect((await test.engine.readControl(`deregistration:${deregistrationId}`))!.status).toBe('closed');
    await deleteExpired(test.database, new Challenges(), 'offset');
    expect(await tablesWith(key)).toEqual([]);
    expect(postgres.log()).not.toContain(key);
  });

  it('is not told by an error that quotes the row', async () => {
    const [claim] = await owner.query<{ kind: string; key: string }>('SELECT kind, key FROM es.claims LIMIT 1');
    const again = `INSERT INTO es.claims (kind, key, identifier_id, holder, state) SELECT kind, key, gen_random_uuid(), holder, state FROM es.claims LIMIT 1`;
    await expect(owner.query(again)).rejects.toMatchObject({ code: '23505' });
    expect(postgres.log()).toContain('claims_pkey');
    expect(postgres.log()).not.toContain(claim!.key);
  });
});
