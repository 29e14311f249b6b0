import { randomUUID } from 'node:crypto';
import {
  eventually,
  install,
  lawbreakers,
  tcpProxy,
  temporalAddress,
  witness,
  workflowStatus,
  type Installation,
  type Proxy,
  type Witness,
} from '#testing';

let site: Installation;
let seen: Witness;
let toPostgres: Proxy;
let toTemporal: Proxy;

/** The API and the worker reach both servers through proxies. */
beforeAll(async () => {
  site = await install();
  seen = await witness(site);
  const direct = new URL(site.database.url);
  toPostgres = await tcpProxy({ host: direct.hostname, port: Number(direct.port) });
  site.environment.DATABASE_URL = Object.assign(new URL(direct), { hostname: '127.0.0.1', port: String(toPostgres.port) }).href;
  const [host, port] = temporalAddress().split(':');
  toTemporal = await tcpProxy({ host: host!, port: Number(port) });
  site.environment.TEMPORAL_ADDRESS = `127.0.0.1:${toTemporal.port}`;
  await site.start('simulator', 'api', 'worker');
});
afterAll(async () => {
  await site?.close();
  await toPostgres?.close();
  await toTemporal?.close();
  await seen?.close();
});

const takeIn = (phone: string, idempotencyKey: string) => site.call('POST', '/v1/accounts', { body: { phone }, idempotencyKey });
const phone = (n: number) => `+86138001390${String(n).padStart(2, '0')}`;
const ready = async (url: string) => (await fetch(`${url}/readyz`)).status;
const bothReady = () =>
  eventually(
    'both are ready',
    async () => [await ready(site.apiUrl), await ready(site.workerUrl)].join(),
    (found) => found === '200,200',
    20_000,
  );

/** Callers at once, each of whom asks again with the same key as long as the answer is maybe. */
async function settle(from: number, callers = 20): Promise<{ statuses: number[]; longestMs: number }> {
  let longestMs = 0;
  const statuses = await Promise.all(
    Array.from({ length: callers }, async (_, n) => {
      const key = randomUUID();
      for (;;) {
        const began = performance.now();
        const { status } = await takeIn(phone(from + n), key);
        longestMs = Math.max(longestMs, performance.now() - began);
        if (status !== 503) return status;
      }
    }),
  );
  return { statuses, longestMs };
}

/** The cursor behind every event that there is. */
async function newestCursor(): Promise<string> {
  for (let after = ''; ;) {
    const { body } = await site.call('GET', `/v1/events?pageSize=100${after}`);
    after = `&after=${body.cursor as string}`;
    if ((body.items as unknown[]).length === 0) return body.cursor as string;
  }
}

describe('connections that vanish without a word, while the servers are well', () => {
  it('to PostgreSQL cost each caller one "maybe" within its time limit, and everything works again within seconds', async () => {
    await settle(0);
    toPostgres.vanish();
    const began = performance.now();
    const { statuses, longestMs } = await settle(20);
    expect(new Set(statuses)).toEqual(new Set([201]));
    expect(longestMs).toBeLessThan(20_000);
    expect(performance.now() - began).toBeLessThan(30_000);
    await bothReady();
  });

  it('do not stop the relay, the sweeper and who waits for news', async () => {
    await seen.quiet();
    const waiting = site.call('GET', `/v1/events?after=${await newestCursor()}`, { headers: { prefer: 'wait=30' } });
    await eventually('somebody waits', async () => {
      const { rounds } = (await (await fetch(`${site.apiUrl}/readyz`)).json()) as { rounds: { events: number } };
      return rounds.events > 0;
    });
    const [{ id } = { id: '' }] = await seen.sql<{ id: string }>(`SELECT stream_id AS id FROM es.streams ORDER BY stream_id LIMIT 1`);
    toPostgres.vanish();
    await seen.sql(
      `INSERT INTO es.wakes (stream_id, version, reason, written_at) VALUES ($1, 1, 'Swept', clock_timestamp() - interval '1 minute')`,
      [id],
    );
    await seen.quiet(25_000);
    await settle(40, 1);
    const { status, body } = await waiting;
    expect([status, (body.items as unknown[]).length]).toEqual([200, 1]);
    await bothReady();
  });

  it('to Temporal delay a wake, and the worker polls again', async () => {
    toTemporal.vanish();
    const { statuses } = await settle(60);
    expect(new Set(statuses)).toEqual(new Set([201]));
    await seen.quiet(90_000);
    const open = await seen.sql<{ id: string }>('SELECT stream_id AS id FROM es.streams WHERE finished_at IS NULL');
    await eventually(
      'every process has its workflow',
      async () => [...new Set(await Promise.all(open.map(({ id }) => workflowStatus(seen.client, id))))].join(),
      (found) => found === 'RUNNING',
      60_000,
    );
    await bothReady();
    expect([site.isRunning('api'), site.isRunning('worker')]).toEqual([true, true]);
    expect(await lawbreakers(site.database)).toEqual([]);
  });
});
