import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freshDatabase, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from '../testing/api';

const day = 86_400_000;

describe('the embedded stack', () => {
  let database: FreshDatabase;
  let simulator: Server;
  let asked: string[];
  let api: TestApi;
  const message = { messageId: 'm', channel: 'sms', to: '+8613800138000', text: 'hello', sentAt: '2025-01-01T00:00:00.000Z' };
  beforeAll(async () => {
    database = await freshDatabase();
    asked = [];
    simulator = createServer((request, response) => {
      asked.push(request.url!);
      response.end(JSON.stringify({ items: [message] }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => simulator.once('listening', resolve));
    api = await testApi(database.url, { providersAddress: `http://127.0.0.1:${(simulator.address() as AddressInfo).port}` });
  });
  afterAll(async () => {
    await api?.close();
    simulator?.close();
    await database?.drop();
  });

  const now = async () => Date.parse((await api.call('GET', '/dev/clock')).body.now);
  const advance = (by: string, idempotencyKey?: string) =>
    api.call('POST', '/dev/clock/advance', { body: { by }, ...(idempotencyKey && { idempotencyKey }) });

  it('shows what the simulated providers received', async () => {
    expect(await api.call('GET', '/dev/messages?to=%2B8613800138000')).toMatchObject({ status: 200, body: { items: [message] } });
    expect(asked).toEqual(['/messages?to=%2B8613800138000']);
  });

  it('moves its clock by ten years at most', async () => {
    const before = await now();
    for (const by of ['P3651D', 'P99999D', 'PT87601H'])
      expect(await advance(by)).toMatchObject({ status: 422, body: { code: 'invalid-request', errors: [{ path: 'by' }] } });
    expect((await now()) - before).toBeLessThan(day);
  });

  it('moves its clock, and the same call does not move it twice', async () => {
    const before = await now();
    expect(await advance('P1D', 'once')).toMatchObject({ status: 200, body: { steps: expect.any(Number) as number } });
    expect(await advance('P1D', 'once')).toMatchObject({ status: 200, headers: { 'idempotency-replayed': 'true' } });
    const moved = (await now()) - before;
    expect(moved).toBeGreaterThanOrEqual(day);
    expect(moved).toBeLessThan(day + 60_000);
  });
});
