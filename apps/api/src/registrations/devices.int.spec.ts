import { scopes } from '#contracts';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import {
  applicant,
  checked,
  device,
  entered,
  inviting,
  newestCode,
  open,
  personal,
  post,
  profile,
  proven,
  put,
  shown,
  verified,
} from '../testing/registrations';
import { withApi } from '../testing/with-api';

let api: TestApi;
let number = 13_800_151_000;
const nextPhone = () => `+86${number++}`;
withApi(freshDatabase, (opened) => (api = opened));

const on = (integrity: string, more: object = {}) => ({
  ...personal(nextPhone()),
  device: { ...device, fingerprint: `${number}`, integrity },
  ...more,
});

/** A person without a company, up to the account. @returns the ids of both */
async function registered(body: object): Promise<{ id: string; accountId: string }> {
  const id = (await open(api, body)).body.id as string;
  await put(api, id, 'steps/phone', { code: newestCode(api) });
  await put(api, id, 'steps/sign-in', { reference: 'idp:1' });
  await put(api, id, 'steps/profile', profile(number));
  await checked(api, id);
  const { body: active } = await post(api, id, 'submission');
  expect(active).toMatchObject({ state: 'active' });
  return { id, accountId: active.accountId as string };
}

describe('the device of an applicant', () => {
  it('is no copy of the program, and no virtual machine (R19)', async () => {
    for (const integrity of ['emulator', 'cloned', 'virtual-machine'])
      expect(await open(api, on(integrity))).toMatchObject({ status: 403, body: { code: 'device-untrusted' } });
  });

  it('has a program that is not too old; an old system and little memory are shown, and refused to nobody (R15)', async () => {
    const having = (client: object) => open(api, on('genuine', { client }));
    expect(await having({ version: '3.3.9' })).toMatchObject({ status: 403, body: { code: 'client-unsupported', atLeast: '3.4.0' } });
    expect((await having({ version: '3.4.0', os: 'ios', osVersion: '15', memoryMb: 4_096 })).body).not.toHaveProperty('device');
    expect(await having({ version: '3.10', osVersion: '10.3', memoryMb: 1_024 })).toMatchObject({
      status: 201,
      body: { device: { degraded: ['os-version', 'memory'] } },
    });
  });

  it.each([
    ['letters', { version: '3.4.0-beta' }],
    ['a part left open', { version: '3.x' }],
    ['nothing', {}],
    ['a number', { version: 3.4 }],
    ['too many parts', { version: '3.4.0.0.1' }],
    ['digits without an end', { version: '3'.repeat(40) }],
    ['full-width digits', { version: '３.４.０' }],
    ['another system', { version: '3.4.0', os: 'android' }],
    ['less than no memory', { version: '3.4.0', memoryMb: -1 }],
    ['something else', { version: '3.4.0', imei: '356938035643809' }],
  ])('with %s as its program is no request', async (_, client) => {
    expect(await open(api, on('genuine', { client }))).toMatchObject({ status: 422, body: { code: 'invalid-request' } });
  });
});

describe('success', () => {
  it('binds the device: its owner and operators see it, and nobody the fingerprint (R20)', async () => {
    const { accountId } = await registered(on('genuine'));
    const service = await api.newKey(['service'], scopes);
    const seenBy = async (options: object) => (await api.call('GET', `/v1/accounts/${accountId}`, options)).body as Record<string, unknown>;
    const bound = [{ deviceId: expect.any(String) as string, boundAt: expect.any(String) as string }];
    expect((await seenBy({})).devices).toEqual(bound);
    expect((await seenBy({ key: service, person: accountId })).devices).toEqual(bound);
    expect(await seenBy({ key: service })).not.toHaveProperty('devices');
    const events = await api.kernel.database.query<{ data: { deviceId: string } }>(
      `SELECT data FROM es.events WHERE stream_id = 'account:' || $1 AND type = 'DeviceBound'`,
      [accountId],
    );
    const places = await api.kernel.database.query('SELECT FROM es.tallies WHERE entry_id = $1 AND holder = $2', [
      events[0]!.data.deviceId,
      accountId,
    ]);
    expect([events.length, places.length]).toEqual([1, 1]);
  });

  it('binds a further device of somebody who joins with the account that they have, and counts it there (R19, R20)', async () => {
    const body = on('genuine');
    const document = number;
    const { accountId } = await registered(body);
    const second = `second device of ${body.phone}`;
    const who = { ...applicant(body.phone, document), device: second };
    const id = await verified(api, who, await inviting(api, { autoApprove: true }));
    await post(api, id, 'submission');
    await entered(api, id);
    expect(await shown(api, id)).toMatchObject({ state: 'active', accountId });
    const { body: account } = await api.call('GET', `/v1/accounts/${accountId}`);
    expect(account.devices).toHaveLength(2);
    const holders = await api.kernel.database.query<{ holder: string }>('SELECT holder FROM es.tallies WHERE kind = $1 AND key = $2', [
      'device-account',
      api.kernel.keys.blindIndex('device', second),
    ]);
    expect(holders).toEqual([{ holder: accountId }]);
  });

  it('on a rooted or jailbroken device is an account that may do less, and says so (R19)', async () => {
    for (const integrity of ['rooted', 'jailbroken']) {
      const { id, accountId } = await registered(on(integrity));
      expect(await shown(api, id)).toMatchObject({ device: { restrictions: ['limited-device'] } });
      const { body } = await api.call('GET', `/v1/accounts/${accountId}`);
      expect(body).toMatchObject({ restrictions: ['limited-device'], devices: [{ restriction: 'limited-device' }] });
    }
  });

  it('tells operators whom it waited for, and how long; nobody else (R11)', async () => {
    const { id } = await registered(on('genuine'));
    expect((await shown(api, id)).elapsed).toEqual({
      applicantSeconds: expect.any(Number) as number,
      peopleSeconds: 0,
      machineSeconds: expect.any(Number) as number,
    });
    const service = await api.newKey(['service'], scopes);
    const waiting = await verified(api, applicant(nextPhone(), 900));
    await api.advance(3 * 60_000);
    expect((await shown(api, waiting)).elapsed.applicantSeconds).toBeGreaterThanOrEqual(180);
    expect((await api.call('GET', `/v1/registrations/${id}`, { key: service })).body).not.toHaveProperty('elapsed');
  });
});

describe('a device with as many accounts as it may have (R19)', () => {
  const shared = (fingerprint: string) => ({ ...applicant(nextPhone(), number), device: fingerprint });
  const unproven = async (fingerprint: string) => {
    const who = shared(fingerprint);
    const { body } = await open(api, { ...personal(who.phone), device: { ...device, fingerprint } });
    return { id: body.id as string, code: newestCode(api) };
  };
  const prove = ({ id, code }: { id: string; code: string }) => put(api, id, 'steps/phone', { code });

  it('takes one of two who come at once for the last place', async () => {
    for (let n = 0; n < 2; n += 1) await proven(api, shared('two at once'));
    const both = [await unproven('two at once'), await unproven('two at once')];
    const answers = await Promise.all(both.map(prove));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)!.body).toMatchObject({ code: 'device-account-limit', limit: 3 });
  });

  it('counts accounts, and not how often one of them comes: four ways of one into companies hide nobody', async () => {
    const phone = nextPhone();
    await registered({ ...personal(phone), device: { ...device, fingerprint: `own device of ${phone}` } });
    for (let n = 0; n < 2; n += 1) await proven(api, shared('four ways'));
    for (let n = 0; n < 4; n += 1) await proven(api, { ...applicant(phone, number), device: 'four ways' }, await inviting(api));
    expect(await prove(await unproven('four ways'))).toMatchObject({ status: 409, body: { code: 'device-account-limit' } });
  });

  it('takes the fourth once the third has come to nothing, with another code', async () => {
    for (let n = 0; n < 2; n += 1) await proven(api, shared('the third goes'));
    const third = await proven(api, shared('the third goes'));
    const fourth = await unproven('the third goes');
    expect(await prove(fourth)).toMatchObject({ status: 409, body: { code: 'device-account-limit' } });
    await post(api, third, 'withdrawal');
    await post(api, fourth.id, 'codes');
    expect(await prove({ ...fourth, code: newestCode(api) })).toMatchObject({ status: 200 });
  });
});
