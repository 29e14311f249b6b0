import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newestMigration, openDatabase } from '#event-store';
import { prepareProviders } from '#providers';
import { freshDatabase, type FreshDatabase } from '#testing';
import { readConfig } from './config';
import { createMetrics } from './metrics';
import { assemble } from './parts';

let folder: string;
let database: FreshDatabase;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenure-worker-'));
  writeFileSync(join(folder, 'key'), randomBytes(32).toString('base64'), { mode: 0o600 });
  prepareProviders(join(folder, 'providers'), 'http://127.0.0.1:9');
  database = await freshDatabase();
});
afterEach(async () => {
  await database?.drop();
  rmSync(folder, { recursive: true });
});

const start = (more: NodeJS.ProcessEnv = {}) => {
  const files = { PROVIDERS_DIR: join(folder, 'providers'), MASTER_KEY_FILE: join(folder, 'key') };
  return assemble(readConfig({ DATABASE_URL: database.url, ...files, ...more }), createMetrics());
};
async function change(sql: string, parameters: readonly unknown[] = []): Promise<void> {
  const owner = await openDatabase({ url: database.ownerUrl, applicationName: 'tenure-test', poolSize: 1 });
  await owner.query(sql, parameters);
  await owner.close();
}

describe('the worker in production', () => {
  it('does not start on a database whose clock was moved', async () => {
    await (await start()).close();
    await change('UPDATE dev.clock SET offset_ms = offset_ms + 1000');
    await expect(start()).rejects.toThrow('the clock of this database was moved');
  });

  it('does not start on a schema that lacks a migration, or has none', async () => {
    await change('DELETE FROM tenure_migrations WHERE name = $1', [newestMigration]);
    await expect(start()).rejects.toThrow('run the migrations first');
    await change('DROP TABLE tenure_migrations');
    await expect(start()).rejects.toThrow('run the migrations first');
  });

  it('warns of a PostgreSQL whose log would hold values (0002)', async () => {
    await change(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET log_error_verbosity = 'default'`);
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await (await start()).close();
    const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown);
    written.mockRestore();
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'postgresql-logs-values',
        settings: expect.stringContaining('log_error_verbosity') as string,
      }),
    );
  });

  it('keeps workflows readable for the former release where that is asked for, and else once it knows who polls', async () => {
    const [keeping, own] = [await start({ WORKFLOWS_FOR: 'former-release' }), await start()];
    expect([keeping.levels.level(), own.levels.level()]).toEqual([1, undefined]);
    await Promise.all([keeping.close(), own.close()]);
  });

  it('starts on the schema of a newer release', async () => {
    await change(`INSERT INTO tenure_migrations (timestamp, name) VALUES (1800000000000, 'OfANewerRelease1800000000000')`);
    await (await start()).close();
  });
});
