import { challengePolicy } from '#domain';
import { freshDatabase } from '#testing';
import { ProviderUnavailable } from '#providers';
import { type Answer, type TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import {
  applicant,
  device,
  entered,
  invited,
  inviting,
  member,
  newestCode,
  open,
  personal,
  post,
  profile,
  proven,
  put,
  scanned,
  shown,
  verified,
} from '../testing/registrations';

const day = 86_400_000;

let api: TestApi;
let number = 13_800_140_000;
const nextPhone = () => `+86${number++}`;
withApi(freshDatabase, (opened) => (api = opened));

/** The answer without ids and instants, which differ from call to call. */
const manner = ({ status, body, headers }: Answer) => ({
  status,
  body: JSON.parse(JSON.stringify(body).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…')) as unknown,
  headers: Object.keys(headers).filter((name) => name !== 'content-length'),
});

/** Puts the number of an account into its cooldown, as the end of a purge does. */
async function coolingPhone(until: number): Promise<string> {
  const phone = nextPhone();
  await api.newAccount(phone);
  await api.kernel.database.query("UPDATE es.claims SET state = 'cooldown', until = to_timestamp($1::float8 / 1000) WHERE key = $2", [
    until,
    api.kernel.keys.blindIndex('phone', phone),
  ]);
  return phone;
}

describe('where and how a person may register', () => {
  it('is never the web, and needs a scan except on iOS (R14, X17)', async () => {
    const on = (platform: string, fields: object = {}) => open(api, { ...personal(nextPhone()), platform, ...fields });
    for (const platform of ['web', 'android', 'harmonyos', 'windows', 'macos'])
      expect(await on(platform)).toMatchObject({ status: 403, body: { code: 'channel-not-allowed' } });
    expect(await on('web', { scanProof: 'proof' })).toMatchObject({ status: 403, body: { code: 'channel-not-allowed' } });
    for (const platform of ['android', 'harmonyos', 'windows', 'macos', 'ios'])
      expect(await on(platform, { scanProof: await scanned(api) })).toMatchObject({ status: 201 });
  });

  it('is no emulator, and never without consent (R19, R15)', async () => {
    const emulator = { ...personal(nextPhone()), device: { ...device, integrity: 'emulator' } };
    expect(await open(api, emulator)).toMatchObject({ status: 403, body: { code: 'device-untrusted' } });
    const { consentVersion: _given, ...silent } = personal(nextPhone());
    expect(await open(api, silent)).toMatchObject({ status: 422, body: { code: 'consent-missing' } });
    for (const integrity of ['rooted', 'jailbroken'])
      expect(await open(api, { ...personal(nextPhone()), device: { ...device, integrity } })).toMatchObject({ status: 201 });
  });

  it('needs a real time zone and a possible number; neither refusal uses up the key (R10)', async () => {
    const phone = nextPhone();
    for (const timeZone of ['Mars/Olympus_Mons', '+08:00', 'none'])
      expect(await open(api, { ...personal(phone), timeZone }, { idempotencyKey: 'mended' })).toMatchObject({
        status: 422,
        body: { code: 'zone-unknown' },
      });
    expect(await open(api, personal('+861'), { idempotencyKey: 'mended' })).toMatchObject({ status: 422, body: { code: 'phone-invalid' } });
    expect(await open(api, { ...personal(phone), timeZone: 'Europe/Berlin' }, { idempotencyKey: 'mended' })).toMatchObject({ status: 201 });
  });
});

describe('an invite', () => {
  it('that was never issued is refused', async () => {
    const never = member(nextPhone(), 'A'.repeat(22));
    expect(await open(api, never)).toMatchObject({ status: 422, body: { code: 'invite-invalid' } });
  });

  it('that brought a new member is spent', async () => {
    const company = await inviting(api, { autoApprove: true });
    const who = applicant(nextPhone(), 1);
    const id = await verified(api, who, company);
    await post(api, id, 'submission');
    await entered(api, id);
    const code = company.journey.id('invite', `invite of ${who.registration}`);
    const late = await open(api, member(nextPhone(), code));
    expect(late).toMatchObject({ status: 201, body: { state: 'draft' } });
    expect(await put(api, late.body.id as string, 'steps/phone', { code: newestCode(api) })).toMatchObject({
      ...{ status: 422, body: { code: 'invite-invalid' } },
    });
  });

  it('opens for eight who look at once: it is reserved by the proof of a phone alone', async () => {
    const code = await invited(await inviting(api));
    const answers = await Promise.all(Array.from({ length: 8 }, () => open(api, member(nextPhone(), code))));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(8).fill(201));
  });

  it('leads into the company that issued it, whatever position of another company the request names (R6)', async () => {
    const [own, foreign] = [await inviting(api), await inviting(api)];
    const position = { positionId: 'night-watch', title: 'Night watch', template: 'sales', autoApprove: true };
    await api.call('POST', `/v1/companies/${own.companyId}/positions`, { body: position });
    const id = await proven(api, applicant(nextPhone()), foreign);
    const give = (positionId: string) => put(api, id, 'steps/profile', { ...profile(3), positionId });
    const refused = await give('night-watch');
    expect(refused).toMatchObject({ status: 422, body: { code: 'position-unknown' } });
    expect(JSON.stringify(refused.body)).not.toContain(own.companyId);
    expect((await api.call('GET', `/v1/registrations/${id}`)).body).toMatchObject({
      state: 'draft',
      companyId: foreign.companyId,
    });
    expect((await api.call('GET', `/v1/registrations?companyId=${own.companyId}`)).body).toEqual({ items: [] });
    expect(await give('sales')).toMatchObject({ status: 200, body: { companyId: foreign.companyId } });
  });

  it('is too late at the end of its time', async () => {
    const { companyId, manager } = await inviting(api);
    const body = { positionId: 'sales', managers: [`outside:${manager}`], expiresIn: 'PT1H' };
    const { code } = (await api.call('POST', `/v1/companies/${companyId}/invites`, { body })).body as { code: string };
    await api.advance(3_600_000);
    expect(await open(api, member(nextPhone(), code))).toMatchObject({ status: 410, body: { code: 'invite-expired' } });
  });
});

describe('before possession is proven', () => {
  it('the answer is the same for a number that is free, held, cooling or reserved, and a code goes to each', async () => {
    const held = nextPhone();
    await api.newAccount(held);
    const drafted = nextPhone();
    await open(api, personal(drafted));
    await put(api, (await open(api, personal(drafted))).body.id as string, 'steps/phone', { code: newestCode(api) });
    const submitted = nextPhone();
    const company = await inviting(api);
    await post(api, await verified(api, applicant(submitted, 2), company), 'submission');
    const cooling = await coolingPhone((await api.kernel.engine.now()) + day);

    const answers = new Map<string, Answer>();
    for (const phone of [nextPhone(), held, cooling, drafted, submitted]) {
      const sent = api.sent.length;
      answers.set(phone, await open(api, personal(phone)));
      expect(api.sent.slice(sent).map(({ to }) => to)).toEqual([phone]);
    }
    const [free, ...others] = [...answers.values()].map(manner);
    for (const other of others) expect(other).toEqual(free);

    const prove = async (phone: string) => {
      const { id } = answers.get(phone)!.body as { id: string };
      const message = api.sent.findLast(({ to }) => to === phone)!;
      return put(api, id, 'steps/phone', { code: /\b\d{6}\b/.exec(message.text)![0] });
    };
    expect(await prove(held)).toMatchObject({ status: 409, body: { code: 'phone-taken' } });
    expect(await prove(cooling)).toMatchObject({
      status: 409,
      body: { code: 'phone-in-cooldown', availableAt: expect.any(String) as string },
    });
    expect(await prove(submitted)).toMatchObject({ status: 409, body: { code: 'registration-pending' } });
    expect(await prove(drafted)).toMatchObject({ status: 200 });
  });

  it('what a stranger’s registration with a number uses up is not the applicant’s: each has its codes', async () => {
    const phone = nextPhone();
    const stranger = (await open(api, personal(phone))).body.id as string;
    while ((await post(api, stranger, 'codes')).status === 201);
    const { id } = (await open(api, personal(phone))).body as { id: string };
    expect(await put(api, id, 'steps/phone', { code: newestCode(api) })).toMatchObject({ status: 200 });
    const [row] = await api.kernel.database.query(`SELECT counter FROM vault.challenges WHERE bound_to = $1`, [id]);
    expect(row).toEqual({ counter: expect.stringMatching(new RegExp(`^client:\\S+ ${id}$`)) as string });
  });

  it('a number beyond its limit of codes gets the same answer; only another code is refused', async () => {
    const phone = nextPhone();
    for (let n = 0; n < challengePolicy.ofOneClient.sendsPerHour; n += 1) await open(api, personal(phone));
    const sent = api.sent.length;
    const fourth = await open(api, personal(phone), { idempotencyKey: 'fourth' });
    expect(fourth).toMatchObject({ status: 201, body: { state: 'draft' } });
    expect(api.sent.length).toBe(sent);
    const { id } = fourth.body as { id: string };
    expect(await post(api, id, 'codes')).toMatchObject({
      status: 429,
      body: { code: 'too-many-codes', availableAt: expect.any(String) as string },
    });
    expect(await put(api, id, 'steps/phone', { code: '123456' })).toMatchObject({ status: 422, body: { code: 'challenge-unknown' } });
    await api.advance(3_600_000);
    expect(await open(api, personal(phone), { idempotencyKey: 'fourth' })).toMatchObject({ status: 201, body: fourth.body });
    expect(api.sent.length).toBe(sent + 1);
    expect(await put(api, id, 'steps/phone', { code: newestCode(api) })).toMatchObject({ status: 200 });
  });
});

it('a code that was never sent is sent by the same call again, as long as it is of use', async () => {
  const { send } = api.kernel.messaging;
  const away = () => Promise.reject(new ProviderUnavailable('away'));
  const phone = nextPhone();
  const call = (idempotencyKey: string) => open(api, personal(phone), { idempotencyKey });
  const sent = api.sent.length;
  api.kernel.messaging.send = away;
  expect(await call('unsent')).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  api.kernel.messaging.send = send;
  const again = await call('unsent');
  expect(again).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
  expect(api.sent.length).toBe(sent + 1);
  await call('unsent');
  expect(api.sent.length).toBe(sent + 1);

  api.kernel.messaging.send = away;
  await call('mistyped');
  api.kernel.messaging.send = send;
  const [mistyped] = (await api.call('GET', '/v1/registrations?pageSize=1')).body.items as { id: string }[];
  const right = nextPhone();
  await put(api, mistyped!.id, 'phone', { phone: right });
  await call('mistyped');
  expect(api.sent.slice(sent + 1).map(({ to }) => to)).toEqual([right]);

  api.kernel.messaging.send = away;
  await call('pointless');
  api.kernel.messaging.send = send;
  const [newest] = (await api.call('GET', '/v1/registrations?pageSize=1')).body.items as { id: string }[];
  await post(api, newest!.id, 'withdrawal');
  expect(await call('pointless')).toMatchObject({ status: 201, body: { id: newest!.id } });
  expect(api.sent.length).toBe(sent + 2);
  expect(await shown(api, newest!.id)).toMatchObject({ state: 'withdrawn' });
});
