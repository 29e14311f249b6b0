import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '#event-store';
import { prepareProviders } from '#providers';
import { freePort } from '#stack';
import { eventually, freshDatabase, freshNamespace, temporalAddress, type FreshDatabase } from '#testing';

const worker = join(__dirname, '../../../dist/apps/worker/src/main.js');
const folder = mkdtempSync(join(tmpdir(), 'tenure-worker-'));
let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
  writeFileSync(join(folder, 'key'), randomBytes(32).toString('base64'), { mode: 0o600 });
  prepareProviders(join(folder, 'providers'), 'http://127.0.0.1:9');
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

/** The built program; its answers to a path, and how it ended. */
async function start(environment: Record<string, string>) {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [worker], {
    stdio: 'ignore',
    env: {
      DATABASE_URL: database.url,
      TEMPORAL_METRICS_PORT: String(await freePort()),
      WORKER_PORT: String(port),
      PROVIDERS_DIR: join(folder, 'providers'),
      MASTER_KEY_FILE: join(folder, 'key'),
      WORKFLOW_CACHE_FOLDER: folder,
      TENURE_MODE: 'embedded',
      ...environment,
    },
  });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, text: await response.text() };
  };
  const until = (path: string, status: number) => {
    const ask = async () => {
      if (child.exitCode !== null) throw new Error(`the worker ended with ${child.exitCode}`);
      return get(path).catch(() => undefined);
    };
    return eventually(`${path} answers ${status}`, ask, (answer) => answer?.status === status);
  };
  return { child, exited, get, until };
}

describe('the worker', () => {
  it('is ready when both queues are polled, offers one page of metrics, and drains at SIGTERM', async () => {
    const { child, exited, get, until } = await start({ TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_NAMESPACE: await freshNamespace() });
    await until('/readyz', 200);
    const { text } = await get('/metrics');
    expect(text).toContain('tenure_overdue_processes 0');
    expect(text).toContain('temporal_num_pollers');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('is alive without Temporal, names what is missing, and ends at once at SIGTERM', async () => {
    const { child, exited, get, until } = await start({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
    await until('/livez', 200);
    const { status, text } = await get('/readyz');
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({
      status: 'unready',
      missing: ['tenure-processes', 'tenure-effects'],
      rounds: { relay: expect.any(Number) as number, sweeper: expect.any(Number) as number, housekeeping: expect.any(Number) as number },
    });
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('writes the anchor without Temporal, and does everything else where it cannot', async () => {
    const owner = await openDatabase({ url: database.ownerUrl, applicationName: 'owner', poolSize: 1 });
    await owner.query(`INSERT INTO es.events (stream_id, version, event_id, command_id, type, schema_version, data, meta, recorded_at, hash)
      VALUES ('account:1', 1, gen_random_uuid(), '', 'Any', 1, '{}', '{}', now(), '')`);
    const [ANCHOR_DIR, SIGNING_KEY_FILE] = [join(folder, 'anchors'), join(folder, 'key')];
    const ask = () =>
      owner.query<{ kind: string; lines: number }>(
        `SELECT kind, (SELECT count(*)::int FROM es.anchor) AS lines FROM (VALUES (1)) one LEFT JOIN es.operator_tasks ON resolved_at IS NULL`,
      );
    const kept = () => eventually('a task or a line is there', ask, (rows) => rows.some(({ kind, lines }) => kind !== null || lines > 0));
    const broken = await start({ TEMPORAL_ADDRESS: '127.0.0.1:1', ANCHOR_DIR, SIGNING_KEY_FILE });
    await broken.until('/livez', 200);
    expect(await kept()).toEqual([{ kind: 'anchor-fails', lines: 0 }]);
    expect(JSON.parse((await broken.get('/readyz')).text)).toMatchObject({ missing: ['tenure-processes', 'tenure-effects'] });
    broken.child.kill('SIGTERM');
    expect(await broken.exited).toEqual([0, null]);

    mkdirSync(ANCHOR_DIR);
    await owner.query('UPDATE es.operator_tasks SET resolved_at = now()');
    const whole = await start({ TEMPORAL_ADDRESS: '127.0.0.1:1', ANCHOR_DIR, SIGNING_KEY_FILE });
    await whole.until('/livez', 200);
    expect(await kept()).toEqual([{ kind: null, lines: 1 }]);
    whole.child.kill('SIGTERM');
    expect(await whole.exited).toEqual([0, null]);
    expect(readFileSync(join(ANCHOR_DIR, 'anchors.jsonl'), 'utf8')).toContain('"n":1');
    await owner.close();
  });

  it('ends with an error when its workers end by themselves', async () => {
    const { exited } = await start({ TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_NAMESPACE: 'nobody-made-this-one' });
    expect(await exited).toEqual([1, null]);
  });

  it('names the variable that is wrong', async () => {
    const { exited } = await start({ WORKER_PORT: 'http' });
    expect(await exited).toEqual([1, null]);
  });
});
