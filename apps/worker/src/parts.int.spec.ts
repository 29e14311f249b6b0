import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '#event-store';
import { prepareProviders } from '#providers';
import { freshDatabase } from '#testing';
import { readConfig } from './config';
import { createMetrics } from './metrics';
import { assemble } from './parts';

describe('the worker in production', () => {
  it('does not start on a database whose clock was moved', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenure-worker-'));
    const MASTER_KEY_FILE = join(folder, 'key');
    writeFileSync(MASTER_KEY_FILE, randomBytes(32).toString('base64'), { mode: 0o600 });
    const { url, drop } = await freshDatabase();
    const PROVIDERS_DIR = join(folder, 'providers');
    prepareProviders(PROVIDERS_DIR, 'http://127.0.0.1:9');
    const start = () => assemble(readConfig({ DATABASE_URL: url, PROVIDERS_DIR, MASTER_KEY_FILE }), createMetrics());
    await (await start()).close();
    const database = await openDatabase({ url, applicationName: 'tenure-test', poolSize: 1 });
    await database.query('UPDATE dev.clock SET offset_ms = offset_ms + 1000');
    await database.close();
    await expect(start()).rejects.toThrow('the clock of this database was moved');
    await drop();
    rmSync(folder, { recursive: true });
  });
});
