import type { Agreement } from '#event-store';
import { freshDatabase, lookAtClock, makeMachineClockMovable, setMachineClock, type FreshDatabase } from '#testing';
import { testApi, type TestApi } from './testing/api';

let database: FreshDatabase;
let api: TestApi;
beforeAll(async () => {
  database = await freshDatabase();
  await makeMachineClockMovable(database);
  api = await testApi(database.url);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const get = (path: string, key?: null) => api.call('GET', path, key === null ? { key } : {});
const jump = async (aheadMs: number, told: Agreement) => {
  await setMachineClock(api.kernel.database, aheadMs);
  expect(await lookAtClock(api.kernel.witness, api.kernel.database)).toBe(told);
};

describe('while the clock of the database is a day ahead', () => {
  it('nothing with deadlines opens: 503 with Retry-After; callers read on, operators and readiness know', async () => {
    const { id: accountId } = await api.newAccount('+8613800138000');
    const leave = () => api.leave(accountId, { idempotencyKey: 'waits' });
    await jump(86_400_000, 'clock-ahead');
    const refused = await leave();
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '10' }, body: { code: 'clock-ahead' } });
    expect(await get(`/v1/accounts/${accountId}`)).toMatchObject({ status: 200, body: { state: 'active' } });
    expect((await get('/v1/operator-tasks')).body.items).toMatchObject([{ kind: 'clock-ahead', process: { type: 'clock' } }]);
    expect(await get('/readyz', null)).toMatchObject({ status: 200, body: { status: 'ready', clock: 'clock-ahead' } });

    await jump(0, 'agrees');
    expect(await leave()).toMatchObject({ status: 201 });
    expect((await get('/v1/operator-tasks')).body.items).toEqual([]);
    expect((await get('/readyz', null)).body).not.toHaveProperty('clock');
  });
});
