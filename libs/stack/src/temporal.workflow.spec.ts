import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports';
import { startTemporal, type Temporal } from './temporal';
import { temporalBinary } from './temporal-binary';

/** What it keeps can be lost: every workflow goes on from its stream. */
describe('a Temporal of our own', () => {
  let folder: string;
  let server: Temporal | undefined;

  const file = (name: string) => join(folder, name);
  const start = async () => {
    const binary = await temporalBinary(() => undefined);
    const files = { databaseFile: file('temporal.db'), logFile: file('log'), pidFile: file('pid') };
    server = await startTemporal({ binary, ...files, port: await freePort() });
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenure temporal '));
    server = undefined;
  });
  afterEach(async () => {
    await server?.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its data once it has answered', async () => {
    await start();
    await server!.stop();
    const { ino } = statSync(file('temporal.db'));
    expect(readdirSync(folder).filter((name) => name.includes('first-start'))).toEqual([]);
    await start();
    expect(statSync(file('temporal.db')).ino).toBe(ino);
  });

  it('makes its data anew where its first start was ended half-way', async () => {
    writeFileSync(file('temporal.db.first-start'), '');
    // Its tables were to come.
    writeFileSync(file('temporal.db'), '');
    writeFileSync(file('temporal.db-wal'), 'half a journal');
    await start();
    expect(existsSync(file('temporal.db.first-start'))).toBe(false);
  });

  it('says which files to remove where it cannot read its data', async () => {
    writeFileSync(file('temporal.db'), 'no database');
    const names = ['temporal.db', 'temporal.db-wal', 'temporal.db-shm'].map(file).join(', ');
    await expect(start()).rejects.toThrow(`If its data is damaged, remove ${names}`);
  });
});
