import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openDatabase } from '#event-store';
import { freePort, pingPostgres, type Postgres, startPostgres, withClient } from '#stack';
import { text } from './compose';

/** The statements with psql's variables replaced, as psql does inside the image of PostgreSQL. */
const statements = text('deploy/postgres/roles.sql')
  .replaceAll(/^(--|\\).*$/gm, '')
  .replaceAll(/:'(\w+)_password'/g, "'the $1 word'")
  .split(';')
  .map((statement) => statement.trim())
  .filter((statement) => statement !== '');

describe('the roles of a deployment', () => {
  let folder: string;
  let server: Postgres;
  const url = (role: string, word: string, database: string) => {
    const result = new URL(server.url(database));
    [result.username, result.password] = [role, encodeURIComponent(`the ${word} word`)];
    return result.href;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tenure-roles-spec-'));
    chmodSync(folder, 0o711);
    const file = (name: string) => join(folder, name);
    server = await startPostgres({
      ...{ dataFolder: file('pgdata'), passwordFile: file('password'), logFile: file('log'), pidFile: file('pid') },
      port: await freePort(),
      settings: { fsync: 'off' },
    });
    await withClient(server.url(), async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  });

  afterAll(async () => {
    await server.shutDown('immediate');
    rmSync(folder, { recursive: true, force: true });
  });

  it('let the owner migrate without being the superuser, and the application work', async () => {
    expect(await migrate({ url: url('tenure_owner', 'owner', 'tenure') })).not.toEqual([]);
    const database = await openDatabase({ url: url('tenure_app', 'application', 'tenure'), applicationName: 'spec', poolSize: 1 });
    try {
      expect(await database.query('SELECT count(*)::int AS streams FROM es.streams')).toEqual([{ streams: 0 }]);
      await expect(database.query('DELETE FROM es.events')).rejects.toThrow('permission denied');
      await expect(database.query('UPDATE dev.clock SET offset_ms = 1')).rejects.toThrow('permission denied');
      await database.query(`INSERT INTO iam.security_log (what, at) VALUES ('old', now() - interval '181 days'), ('young', now())`);
      expect(await database.query('DELETE FROM iam.security_log RETURNING what')).toEqual([{ what: 'old' }]);
    } finally {
      await database.close();
    }
  });

  it('keep Temporal in its own databases', async () => {
    await pingPostgres(url('temporal', 'temporal', 'temporal'));
    await pingPostgres(url('temporal', 'temporal', 'temporal_visibility'));
    await expect(pingPostgres(url('temporal', 'temporal', 'tenure'))).rejects.toThrow('permission denied for database "tenure"');
  });

  it('keep the application, and the owner, out of those of Temporal', async () => {
    await expect(pingPostgres(url('tenure_app', 'application', 'temporal'))).rejects.toThrow('permission denied for database "temporal"');
    await expect(pingPostgres(url('tenure_owner', 'owner', 'temporal_visibility'))).rejects.toThrow('permission denied for database');
  });
});
