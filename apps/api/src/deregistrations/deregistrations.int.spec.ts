import { otherThan } from '#journey';
import { freshDatabase, type FreshDatabase } from '#testing';
import { ProviderUnavailable, type Messaging } from '#providers';
import { testApi, type TestApi } from '../testing/api';

const day = 86_400_000;
const hour = 3_600_000;

describe('deregistrations', () => {
  let database: FreshDatabase;
  let api: TestApi;
  let provider: Messaging['send'] | undefined;
  let number = 13_800_138_100;
  beforeEach(async () => {
    database = await freshDatabase();
    api = await testApi(database.url);
    const { sent } = api;
    provider = undefined;
    api.kernel.messaging.send = (message) => (provider ? provider(message) : Promise.resolve(void sent.push(message)));
  });
  afterEach(async () => {
    await api?.close();
    await database?.drop();
  });

  const open = async () => {
    const account = await api.newAccount(`+86${number++}`);
    const { body } = await api.leave(account.id);
    return { account, id: body.id as string, body };
  };
  const codeOf = (message: { text: string } | undefined) => /\b\d{6}\b/.exec(message!.text)![0];
  const revoke = (id: string, challengeId: string, code: string, options = {}) =>
    api.call('POST', `/v1/deregistrations/${id}/revocation`, { body: { challengeId, code }, ...options });

  it('freeze the account at once, and promise 14 days', async () => {
    const { account, body } = await open();
    expect(body).toMatchObject({ type: 'deregistration', state: 'cooling_off', accountId: account.id, allowed: ['RevokeDeregistration'] });
    expect(Date.parse(body.coolingOffEndsAt) - Date.parse(body.openedAt)).toBe(14 * day);
    expect((await api.call('GET', `/v1/accounts/${account.id}`)).body).toMatchObject({ state: 'frozen', capabilities: [] });
    const again = await api.leave(account.id);
    expect(again).toMatchObject({ status: 409, body: { code: 'deregistration-pending' } });
  });

  it('name what must be done first', async () => {
    const { id: accountId } = await api.newAccount('+8613800138001');
    const answer = await api.leave(accountId, {
      body: { accountId, checklist: { appsUnbound: false, groupsLeft: false } },
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 'preconditions-unmet', unmet: ['appsUnbound', 'groupsLeft'] } });
  });

  it('are undone with the code that went to the original phone, and nothing else has changed', async () => {
    const { account, id } = await open();
    const before = (await api.call('GET', `/v1/accounts/${account.id}/capabilities`)).body;
    const { body: challenge, status } = await api.call('POST', `/v1/deregistrations/${id}/challenges`);
    expect(status).toBe(201);
    expect(api.sent).toEqual([
      {
        ...{ channel: 'sms', to: `+86${number - 1}`, text: expect.any(String) as string, idempotencyKey: challenge.challengeId },
        template: { name: 'oneTimeCode', parameters: [codeOf(api.sent[0]), '10'] },
      },
    ]);
    const code = codeOf(api.sent[0]);
    expect(await revoke(id, challenge.challengeId, otherThan(code))).toMatchObject({
      status: 422,
      body: { code: 'code-invalid', attemptsLeft: 4 },
    });
    expect(await revoke(id, challenge.challengeId, code)).toMatchObject({
      status: 200,
      body: { state: 'revoked', outcome: 'revoked', allowed: [] },
    });
    expect(before).toMatchObject({ state: 'frozen' });
    expect((await api.call('GET', `/v1/accounts/${account.id}`)).body).toMatchObject({ state: 'active', tier: 0 });
    expect(await revoke(id, challenge.challengeId, code)).toMatchObject({ status: 409, body: { code: 'deregistration-revoked' } });
    expect(await api.call('POST', `/v1/deregistrations/${id}/challenges`)).toMatchObject({
      status: 409,
      body: { code: 'deregistration-revoked' },
    });
    const [opening] = await api.kernel.database.query('SELECT fields, purpose FROM vault.openings');
    expect(opening).toMatchObject({ fields: ['contact.phone'], purpose: 'deregistration-revocation' });
  });

  it('are not undone with a code for another deregistration, or for something else', async () => {
    const [mine, others] = [await open(), await open()];
    const { body: theirs } = await api.call('POST', `/v1/deregistrations/${others.id}/challenges`);
    expect(await revoke(mine.id, theirs.challengeId, codeOf(api.sent[0]))).toMatchObject({ status: 422 });
    const value = `+86${number - 2}`;
    const { body: check } = await api.call('POST', '/v1/challenges', { body: { kind: 'phone', value, purpose: 'identifier-check' } });
    expect(await revoke(mine.id, check.challengeId, codeOf(api.sent[1]))).toMatchObject({ status: 422 });
    expect((await api.call('GET', `/v1/deregistrations/${mine.id}`)).body.state).toBe('cooling_off');
  });

  it('cannot be undone once the cooling-off is over, whether or not the alarm fired', async () => {
    const { id } = await open();
    await api.advance(14 * day - 60_000);
    const { body: challenge } = await api.call('POST', `/v1/deregistrations/${id}/challenges`);
    await api.advance(60_000);
    expect(await revoke(id, challenge.challengeId, codeOf(api.sent[0]))).toMatchObject({ status: 409, body: { code: 'cooling-off-over' } });
    expect(await api.call('POST', `/v1/deregistrations/${id}/challenges`)).toMatchObject({
      status: 409,
      body: { code: 'cooling-off-over' },
    });
  });

  it('get three codes an hour, and a refused fourth call leaves its key unused', async () => {
    const { id } = await open();
    const send = (idempotencyKey?: string) =>
      api.call('POST', `/v1/deregistrations/${id}/challenges`, { ...(idempotencyKey && { idempotencyKey }) });
    for (let n = 0; n < 3; n += 1) expect(await send()).toMatchObject({ status: 201 });
    const fourth = await send('fourth');
    expect(fourth).toMatchObject({ status: 429, body: { code: 'too-many-codes', availableAt: expect.any(String) as string } });
    await api.advance(hour);
    expect(await send('fourth')).toMatchObject({ status: 201 });
    expect(api.sent).toHaveLength(4);
  });

  it('can be undone whatever others request for the number elsewhere: no stranger uses up its codes or its tries', async () => {
    const { id } = await open();
    const value = `+86${number - 1}`;
    const check = () => api.call('POST', '/v1/challenges', { body: { kind: 'phone', value, purpose: 'identifier-check' } });
    for (let n = 0; n < 10; n += 1) {
      await check();
      await api.advance(hour / 3);
    }
    expect(await check()).toMatchObject({ status: 429 });
    await api.kernel.database.query('UPDATE vault.challenges SET failures = 5');
    const { body: challenge, status } = await api.call('POST', `/v1/deregistrations/${id}/challenges`);
    expect(status).toBe(201);
    expect(await revoke(id, challenge.challengeId, codeOf(api.sent.at(-1)))).toMatchObject({ status: 200, body: { state: 'revoked' } });
  });

  it('send a code again when the same call finds that it was never sent', async () => {
    const { id } = await open();
    const send = () => api.call('POST', `/v1/deregistrations/${id}/challenges`, { idempotencyKey: 'once' });
    provider = () => Promise.reject(new ProviderUnavailable('away'));
    expect(await send()).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    provider = undefined;
    const second = await send();
    expect(second).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
    expect(await send()).toMatchObject({ status: 201, body: second.body });
    expect(api.sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual([second.body.challengeId]);
  });

  it('show their receipts, and an operator may retry a blocked step', async () => {
    const { id } = await open();
    expect((await api.call('GET', `/v1/deregistrations/${id}/receipts`)).body).toEqual([]);
    await api.advance(14 * day);
    await api.kernel.engine.fireDeadline(`deregistration:${id}`, 'EndCoolingOff');
    const control = await api.kernel.engine.readControl(`deregistration:${id}`);
    const refund = control!.owed.find(({ kind }) => kind === 'refundWallet')!;
    await api.kernel.engine.begin(refund.effectId, 'refundWallet');
    await api.kernel.engine.finish(refund.effectId, {
      type: 'RecordPurgeStep',
      step: 'refundWallet',
      result: { done: false, reason: 'wallet-locked' },
    } as never);
    expect((await api.call('GET', `/v1/deregistrations/${id}`)).body).toMatchObject({
      state: 'purge_blocked',
      blocked: ['refundWallet'],
      allowed: ['RetryPurgeStep'],
    });
    const { body: lines } = await api.call('GET', `/v1/deregistrations/${id}/receipts`);
    expect(lines).toContainEqual({
      step: 'refundWallet',
      dataClass: 'wallet',
      state: 'blocked',
      at: expect.any(String) as string,
      detail: 'wallet-locked',
    });
    expect(lines).toContainEqual(expect.objectContaining({ step: 'keepLedger', state: 'kept' }));
    const retried = await api.call('POST', `/v1/deregistrations/${id}/steps/refundWallet/retry`);
    expect(retried).toMatchObject({ status: 200, body: { state: 'purging', blocked: [] } });
    expect(await api.call('POST', `/v1/deregistrations/${id}/steps/refundWallet/retry`)).toMatchObject({
      status: 409,
      body: { code: 'step-not-blocked' },
    });
  });

  it('answer after their passing state on request, and the recorded answer stays the same', async () => {
    const { id } = await open();
    await api.advance(14 * day);
    await api.kernel.engine.fireDeadline(`deregistration:${id}`, 'EndCoolingOff');
    const waiting = api.call('GET', `/v1/deregistrations/${id}`, { headers: { prefer: 'wait=20' } });
    const refund = (await api.kernel.engine.readControl(`deregistration:${id}`))!.owed.find(({ kind }) => kind === 'refundWallet')!;
    await api.kernel.engine.begin(refund.effectId, 'refundWallet');
    await api.kernel.engine.finish(refund.effectId, {
      type: 'RecordPurgeStep',
      step: 'refundWallet',
      result: { done: false, reason: 'wallet-locked' },
    } as never);
    expect(await waiting).toMatchObject({ status: 200, body: { state: 'purge_blocked' }, headers: { 'preference-applied': 'wait=20' } });

    const retry = () =>
      api.call('POST', `/v1/deregistrations/${id}/steps/refundWallet/retry`, { idempotencyKey: 'retry', headers: { prefer: 'wait=1' } });
    expect((await retry()).body.state).toBe('purging');
    expect(await retry()).toMatchObject({ status: 200, body: { state: 'purging' }, headers: { 'idempotency-replayed': 'true' } });
  });

  it('are listed by account and state', async () => {
    const [first, second] = [await open(), await open()];
    const ids = async (query: string) =>
      (await api.call('GET', `/v1/deregistrations?${query}`)).body.items.map(({ id }: { id: string }) => id);
    expect(await ids(`accountId=${first.account.id}`)).toEqual([first.id]);
    expect(await ids(`accountId=${first.account.id.toUpperCase()}`)).toEqual([first.id]);
    expect(await ids('state=cooling_off')).toEqual([second.id, first.id]);
    expect(await ids('state=closed')).toEqual([]);
  });
});
