import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withClient } from './database';
import { freePort } from './ports';
import { pingPostgres, type Postgres, startPostgres } from './postgres';
import { identify } from './process-identity';
import { setUpSchema } from './temporal-on-postgres';

/** A first start may be killed, or its disk may be full, at any moment: the next one goes on. */
describe('a PostgreSQL whose first start was ended half-way', () => {
  let folder: string;
  let server: Postgres | undefined;

  const file = (name: string) => join(folder, name);
  const start = async () => {
    server = await startPostgres({
      ...{ dataFolder: file('pgdata'), passwordFile: file('password'), logFile: file('log'), pidFile: file('pid') },
      port: await freePort(),
      settings: { fsync: 'off' },
    });
    await pingPostgres(server.url());
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenure first start '));
    chmodSync(folder, 0o711);
    server = undefined;
  });
  afterEach(async () => {
    await server?.shutDown('immediate');
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts where the password was not yet written', async () => {
    writeFileSync(file('password'), '');
    await start();
    expect(readFileSync(file('password'), 'utf8')).toMatch(/^\S{32}\n$/);
  });

  it('starts where the cluster was half made, and ends the initdb that still makes it', async () => {
    mkdirSync(file('pgdata.unfinished/base'), { recursive: true });
    writeFileSync(file('pgdata.unfinished/PG_VERSION'), '18\n');
    const orphan = spawn('sh', ['-c', 'read forever', 'initdb', `--pgdata=${file('pgdata.unfinished')}`, '--no-sync']);
    const ended = new Promise((resolve) => orphan.once('exit', (_, signal) => resolve(signal)));
    const identity = identify(orphan.pid!)!;
    await start();
    expect(await ended).toBe('SIGKILL');
    expect(identify(orphan.pid!)?.birth).not.toBe(identity.birth);
    expect(existsSync(file('pgdata.unfinished'))).toBe(false);
  });

  it('says what to remove where the folder holds something, but no cluster', async () => {
    mkdirSync(file('pgdata/base'), { recursive: true });
    await expect(start()).rejects.toThrow(`${file('pgdata')} holds no cluster of PostgreSQL: remove it, and start again`);
    rmSync(file('pgdata'), { recursive: true });
    await start();
  });

  it('says what to do where the cluster is there and its password is lost, and touches nothing', async () => {
    await start();
    await server!.shutDown();
    const password = readFileSync(file('password'));
    writeFileSync(file('password'), '');
    await expect(start()).rejects.toThrow(`${file('password')} is empty: restore it, or remove ${file('pgdata')} with all its data`);
    writeFileSync(file('password'), password);
    await start();
  });

  it('makes the databases of Temporal anew whose tables were half made, and keeps them from then on', async () => {
    await start();
    const schemaTool = file('schema-tool');
    const script = '#!/bin/sh\n[ ! -e "$0.full" ] || { echo "No space left on device" >&2; exit 1; }\n';
    writeFileSync(schemaTool, script, { mode: 0o755 });
    const binaries = { server: '', schemaTool };
    const marked = () =>
      withClient(server!.url(), async (client) => {
        const names = `SELECT oid, datname, shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname ~ 'temporal'`;
        return (await client.query<{ oid: number; mark: string | null }>(names)).rows;
      });

    writeFileSync(file('schema-tool.full'), '');
    await expect(setUpSchema(binaries, server!.url())).rejects.toThrow('No space left on device');
    const [half] = await marked();
    rmSync(file('schema-tool.full'));
    await setUpSchema(binaries, server!.url());
    const whole = await marked();
    expect(whole.map(({ mark }) => mark)).toEqual([null, null]);
    expect(whole.map(({ oid }) => oid)).not.toContain(half!.oid);
    await setUpSchema(binaries, server!.url());
    expect(await marked()).toEqual(whole);
  });
});
