import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { Unavailable } from '#engine';
import { freshDatabase } from '#testing';
import { SecurityLog } from '../authority/security-log';
import type { Answer, CallOptions, TestApi } from '../testing/api';
import { askForApproval, newCompany } from '../testing/approvals';
import { withApi } from '../testing/with-api';

let api: TestApi;
let service: string;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (service = await api.newKey(['service'], [...scopes])));

const as = (person: string, idempotencyKey: string = randomUUID()): CallOptions => ({ key: service, person, idempotencyKey });
const many = (items: readonly object[], options: CallOptions) =>
  api.call('POST', '/v1/approvals/decisions', { ...options, body: { items } });
const approve = (approvalId: string) => ({ approvalId, decision: 'approve' });
const statuses = ({ body }: Answer) => (body.items as { status: number }[]).map(({ status }) => status);
const codes = ({ body }: Answer) => (body.items as { code?: string; state?: string }[]).map(({ code, state }) => code ?? state);
const decisionsOn = async (id: string) =>
  (await api.kernel.database.query(`SELECT FROM es.events WHERE stream_id = $1 AND type = 'TaskDecided'`, [`approval:${id}`])).length;

async function asked(count: number) {
  const [manager, admin, requester] = [randomUUID(), randomUUID(), randomUUID()];
  const companyId = await newCompany(api, { itAdmins: [admin], companyAdmins: [requester] });
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1)
    ids.push((await askForApproval(api, { companyId, managers: [manager] }, as(requester))).body.id as string);
  return { manager, admin, requester, companyId, ids };
}

afterEach(() => jest.restoreAllMocks());

describe('many decisions in one call', () => {
  it('are each answered as by a call of their own', async () => {
    const { manager, admin, requester, ids } = await asked(4);
    const [first, second, third, fourth] = ids as [string, string, string, string];
    await api.call('POST', `/v1/approvals/${fourth}/withdrawal`, as(requester));
    const rejected = { approvalId: second, taskId: '1.1.1.1', decision: 'reject', reason: { code: 'not-needed', text: 'Canary says no' } };
    const decided = await many([approve(first), rejected, { approvalId: third, decision: 'reject' }, approve(fourth)], as(manager));
    expect(decided).toMatchObject({ status: 200, body: { decided: 2 } });
    expect(codes(decided)).toEqual(['pending', 'rejected', 'reason-missing', 'approval-closed']);
    expect(statuses(decided)).toEqual([200, 200, 422, 409]);
    expect(decided.body.items[0]).toEqual({ approvalId: first, status: 200, state: 'pending', version: 2 });
    expect(decided.headers['etag']).toBeUndefined();
    expect(codes(await many([approve(third), approve(first)], as(admin)))).toEqual(['pending', 'approved']);
  });

  it('give the same answer again with the same key, and refuse another body before anything is decided', async () => {
    const { manager, ids } = await asked(3);
    const key = randomUUID();
    const items = [approve(ids[0]!), approve(ids[1]!)];
    const first = await many(items, as(manager, key));
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(await many(items, as(manager, key))).toMatchObject({ body: first.body, headers: { 'idempotency-replayed': 'true' } });
    for (const other of [[approve(ids[0]!)], [approve(ids[1]!), approve(ids[0]!)], [...items, approve(ids[2]!)]])
      expect(await many(other, as(manager, key))).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect([await decisionsOn(ids[0]!), await decisionsOn(ids[2]!)]).toEqual([1, 0]);
  });

  it('go on where the call broke off, and decide nothing twice', async () => {
    const { manager, ids } = await asked(9);
    const { engine } = api.kernel;
    const execute = engine.execute.bind(engine);
    let left = 5;
    jest.spyOn(engine, 'execute').mockImplementation((...command: Parameters<typeof execute>) => {
      left -= 1;
      if (left < 0) throw new Unavailable('database');
      // The answer of the last one is lost on its way.
      return left === 0 ? execute(...command).then(() => Promise.reject(new Unavailable('database'))) : execute(...command);
    });
    const [key, items] = [randomUUID(), ids.map(approve)];
    const broken = await many(items, as(manager, key));
    expect(statuses(broken).filter((status) => status === 200)).toHaveLength(4);
    expect(statuses(broken).filter((status) => status === 503)).toHaveLength(5);
    jest.restoreAllMocks();
    const whole = await many(items, as(manager, key));
    expect(statuses(whole)).toEqual(ids.map(() => 200));
    expect(whole.headers['idempotency-replayed']).toBeUndefined();
    expect(await Promise.all(ids.map(decisionsOn))).toEqual(ids.map(() => 1));
    expect(await many(items, as(manager, key))).toMatchObject({ body: whole.body, headers: { 'idempotency-replayed': 'true' } });
  });

  it('of which half is forbidden decide the other half; the security log names each', async () => {
    const [mine, other] = [await asked(2), await asked(2)];
    // An approval of another person’s, which the requester of it sees and does not decide.
    const own = (await askForApproval(api, { companyId: mine.companyId, managers: [mine.requester, mine.manager] }, as(mine.requester)))
      .body.id as string;
    const decided = await many([...mine.ids.map(approve), ...other.ids.map(approve), approve(randomUUID())], as(mine.manager));
    expect(codes(decided)).toEqual(['pending', 'pending', 'not-found', 'not-found', 'not-found']);
    expect(codes(await many([approve(own), approve(mine.ids[0]!)], as(mine.requester)))).toEqual(['self-approval', 'self-approval']);
    await api.app.get(SecurityLog).settle();
    const { items } = (await api.call('GET', '/v1/security-log?pageSize=10')).body as { items: { what: string; target: string }[] };
    const noted = items.map(({ what, target }) => `${what} ${target}`).join('\n');
    expect(noted).toContain(`not-found POST /v1/approvals/decisions approval:${other.ids[0]}`);
    expect(noted).toContain(`self-approval POST /v1/approvals/decisions ${own}`);
  });

  it('name each approval once: a repetition says so, and does not run', async () => {
    const { manager, ids } = await asked(1);
    const again = { approvalId: ids[0]!.toUpperCase(), decision: 'reject', reason: { code: 'no' } };
    const decided = await many([approve(ids[0]!), again], as(manager));
    expect(statuses(decided)).toEqual([200, 422]);
    expect(codes(decided)).toEqual(['pending', 'item-repeated']);
    expect(await decisionsOn(ids[0]!)).toBe(1);
  });

  it('of two jobs over the same approvals are each made once', async () => {
    const { manager, admin, ids } = await asked(8);
    const items = ids.map(approve);
    const [one, two, others] = await Promise.all([
      many(items, as(manager)),
      many([...items].reverse(), as(manager)),
      many(items, as(admin)),
    ]);
    const won = [
      ...(one.body.items as { approvalId: string; status: number }[]),
      ...(two.body.items as { approvalId: string; status: number }[]),
    ];
    for (const id of ids)
      expect(
        won
          .filter((each) => each.approvalId === id)
          .map(({ status }) => status)
          .sort(),
      ).toEqual([200, 409]);
    expect(statuses(others)).toEqual(ids.map(() => 200));
    expect(await Promise.all(ids.map(decisionsOn))).toEqual(ids.map(() => 2));
  });

  it('are refused as a whole where the call is no such call', async () => {
    const { manager, ids } = await asked(1);
    const one = approve(ids[0]!);
    const invalid = { status: 422, body: { code: 'invalid-request' } };
    expect(
      await many(
        Array.from({ length: 201 }, () => approve(randomUUID())),
        as(manager),
      ),
    ).toMatchObject(invalid);
    expect(await many([], as(manager))).toMatchObject(invalid);
    expect(await many([{ ...one, reason: { code: 'He drinks too much' } }], as(manager))).toMatchObject({
      ...invalid,
      body: { errors: [{ path: 'items.0.reason.code' }] },
    });
    expect(await many([one], { ...as(manager), headers: { 'if-match': '"1"' } })).toMatchObject({ status: 400 });
    expect(await many([one], { ...as(manager), idempotencyKey: null })).toMatchObject({ body: { code: 'idempotency-key-missing' } });
    expect(await decisionsOn(ids[0]!)).toBe(0);
  });

  it('need the proof that one decision needs', async () => {
    const { ids } = await asked(1);
    const reader = await api.newKey(['service'], ['approvals:read', 'act-for']);
    expect(await many([approve(ids[0]!)], {})).toMatchObject({ status: 403 });
    expect(await many([approve(ids[0]!)], { key: service })).toMatchObject({ status: 403, body: { code: 'proof-required' } });
    expect(await many([approve(ids[0]!)], { key: reader, person: randomUUID() })).toMatchObject({ status: 403 });
    expect(await decisionsOn(ids[0]!)).toBe(0);
  });

  it('of two hundred are one call', async () => {
    const { manager, ids } = await asked(1);
    const none = Array.from({ length: 199 }, () => approve(randomUUID()));
    expect(await many([...none, approve(ids[0]!)], as(manager))).toMatchObject({ status: 200, body: { decided: 1 } });
  });
});
