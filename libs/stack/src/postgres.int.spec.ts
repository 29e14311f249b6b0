import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withClient } from './database';
import { freePort } from './ports';
import { pingPostgres, type Postgres, startPostgres, throughSocket } from './postgres';
import { identify } from './process-identity';

describe('a PostgreSQL of our own', () => {
  let folder: string;
  let server: Postgres;
  let port: number;

  const start = () =>
    startPostgres({
      dataFolder: join(folder, 'pgdata'),
      passwordFile: join(folder, 'password'),
      logFile: join(folder, 'log'),
      pidFile: join(folder, 'pid'),
      port,
      settings: { fsync: 'off' },
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tenure-postgres-spec-'));
    chmodSync(folder, 0o711);
    port = await freePort();
    server = await start();
    await withClient(server.url(), (client) => client.query('CREATE TABLE kept (fact text); INSERT INTO kept VALUES ($$ a fact $$)'));
  });

  afterAll(async () => {
    await server.shutDown('immediate');
    rmSync(folder, { recursive: true, force: true });
  });

  const expectItAnswersWithItsData = async () => {
    const { rows } = await withClient(server.url(), (client) => client.query('SELECT fact FROM kept'));
    expect(rows).toEqual([{ fact: ' a fact ' }]);
  };

  it('refuses a wrong password', async () => {
    await expect(pingPostgres(server.url().replace(/:[^:@]+@/, ':wrong@'))).rejects.toThrow('password authentication failed');
  });

  it('listens on a socket that only its account reaches, and asks for the password there too', async () => {
    const url = throughSocket(server.url(), server.socketFolder);
    const { rows } = await withClient(url, (client) => client.query('SELECT inet_server_addr() AS address, fact FROM kept'));
    expect(rows).toEqual([{ address: null, fact: ' a fact ' }]);
    await expect(pingPostgres(url.replace(/:[^:@]+@/, ':wrong@'))).rejects.toThrow('password authentication failed');
    const modes = [server.socketFolder!, join(server.socketFolder!, `.s.PGSQL.${port}`)].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700]);
  });

  it('does without a socket where the path of its folder is too long for one', async () => {
    await server.shutDown();
    const deep = join(folder, 'd'.repeat(100));
    mkdirSync(deep, { mode: 0o711 });
    const { socketFolder, url, shutDown } = await startPostgres({
      dataFolder: join(deep, 'pgdata'),
      passwordFile: join(deep, 'password'),
      logFile: join(folder, 'deep-log'),
      pidFile: join(folder, 'deep-pid'),
      port,
      settings: { fsync: 'off' },
    });
    expect([socketFolder, throughSocket(url(), socketFolder)]).toEqual([undefined, url()]);
    await shutDown('immediate');
    server = await start();
  });

  it('starts again after a kill, with its data', async () => {
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toBe('SIGKILL');
    server = await start();
    await expectItAnswersWithItsData();
  });

  it('starts again when its pid file names a foreign process, and does not touch it', async () => {
    await server.shutDown();
    const stranger = spawn('sleep', ['60']);
    try {
      writeFileSync(join(server.folder, 'postmaster.pid'), `${stranger.pid}\n${server.folder}\n1\n${port}\n\n127.0.0.1\n`);
      server = await start();
      await expectItAnswersWithItsData();
      expect(identify(stranger.pid!)).toBeDefined();
    } finally {
      stranger.kill();
    }
  });

  it('ends a server that an earlier run left serving the same data', async () => {
    const orphan = identify(server.pid)!;
    const left = server;
    server = await start();
    await left.exited;
    expect(identify(orphan.pid)).toBeUndefined();
    await expectItAnswersWithItsData();
  });

  it('says why it does not start', async () => {
    const failing = startPostgres({
      dataFolder: join(folder, 'other'),
      passwordFile: join(folder, 'password'),
      logFile: join(folder, 'other-log'),
      pidFile: join(folder, 'other-pid'),
      port: await freePort(),
      settings: { shared_buffers: 'plenty' },
    });
    await expect(failing).rejects.toThrow(/PostgreSQL ended while starting[^]*invalid value for parameter "shared_buffers"/);
  });
});
