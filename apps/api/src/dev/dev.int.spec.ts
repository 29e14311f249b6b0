import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { advanceClock, bringBackFromLimit } from '#engine';
import { openDatabase } from '#event-store';
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

  describe('near the year 3000', () => {
    const last = Date.parse('2999-12-31T23:59:59.999Z');
    /** As former releases let a caller move it. */
    const moveTo = (instant: number) =>
      api.kernel.database.query(
        `UPDATE dev.clock SET offset_ms = greatest(0, $1::bigint - (extract(epoch FROM clock_timestamp()) * 1000)::bigint)`,
        [instant],
      );
    afterAll(() => moveTo(Date.now()));

    it('is not moved past its last instant, and says where that is', async () => {
      await moveTo(last - day);
      const refused = await advance('P1DT1S');
      expect(refused).toMatchObject({ status: 422, body: { code: 'clock-limit', latest: '2999-12-31T23:59:59.999Z' } });
      expect(await advance('PT1H')).toMatchObject({ status: 200 });
      expect(await advanceClock(api.kernel.database, { to: last + 1, send: () => Promise.resolve(true) })).toEqual({
        ok: false,
        problem: { code: 'clock-limit', latest: last },
      });
    });

    it('says so and opens nothing where it stands past it already, and is brought back by the migrations', async () => {
      // No instant of the second can be written by a program, nor by PostgreSQL.
      for (const instant of [last + day, 300_000 * 365 * day]) {
        await moveTo(instant);
        await expect(testApi(database.url)).rejects.toThrow('past the year 2999: start the stack again');
        const owner = await openDatabase({ url: database.ownerUrl, applicationName: 'test', poolSize: 1 });
        expect([await bringBackFromLimit(owner), await bringBackFromLimit(owner)]).toEqual([true, false]);
        await owner.close();
        expect(Math.abs((await now()) - Date.now())).toBeLessThan(60_000);
      }
    });

    it('shows a process of such a time once it is back', async () => {
      await moveTo(Date.parse('9999-12-31T23:00:00.000Z'));
      const { id } = await api.newAccount('+8613800138009');
      await moveTo(Date.now());
      const { status, body } = await api.call('GET', `/v1/accounts/${id}`);
      expect([status, body.deadlines[0].dueAt]).toEqual([200, '9999-12-31T23:59:59.999Z']);
      expect((await api.call('GET', '/v1/accounts')).status).toBe(200);
    });
  });
});
