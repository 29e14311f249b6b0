import { randomUUID } from 'node:crypto';
import type { Command } from '#domain';
import { freshDatabase } from '#testing';
import type { Answer, TestApi } from '../testing/api';
import {
  applicant,
  invited,
  inviting,
  member,
  open,
  performed,
  personal,
  post,
  profile,
  put,
  shown,
  verified,
  type Inviting,
} from '../testing/registrations';
import { withApi } from '../testing/with-api';

let api: TestApi;
let acme: Inviting;
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => {
  acme = await inviting(api);
});

let number = 13_800_190_000;
const nextPhone = () => `+86${number++}`;
const refused = (status: number, code: string) => ({ status, body: { code } });
const textTo = (phone: string): string => api.sent.findLast(({ to }) => to === phone)!.text;
const codeTo = (phone: string): string => /\b\d{6}\b/.exec(textTo(phone))![0];
/** Opens one with this invite and number. @returns its id */
async function opened(phone: string, inviteCode: string, options: { key?: string } = {}): Promise<string> {
  const { status, body } = await open(api, member(phone, inviteCode), options);
  expect(status).toBe(201);
  return body.id as string;
}
const prove = (id: string, phone: string, options: { key?: string } = {}): Promise<Answer> =>
  put(api, id, 'steps/phone', { code: codeTo(phone) }, options);

describe('an invite', () => {
  it('is burned by no first look: who proves their phone comes by it, and the other one does not', async () => {
    const code = await invited(acme);
    const [first, second] = [nextPhone(), nextPhone()];
    const [looked, came] = [await opened(first, code), await opened(second, code)];
    expect(await prove(came, second)).toMatchObject({ status: 200, body: { state: 'draft' } });
    expect(await prove(looked, first)).toMatchObject(refused(422, 'invite-invalid'));
    expect(await shown(api, looked)).toMatchObject({ state: 'draft' });
    const late = nextPhone();
    expect(await prove(await opened(late, code), late)).toMatchObject(refused(422, 'invite-invalid'));
    await post(api, came, 'withdrawal');
    const next = nextPhone();
    expect(await prove(await opened(next, code), next)).toMatchObject({ status: 200 });
  });

  it('lets one of twelve in who prove their phones at once', async () => {
    const code = await invited(acme);
    const phones = Array.from({ length: 12 }, nextPhone);
    const ids = await Promise.all(phones.map((phone) => opened(phone, code)));
    const answers = await Promise.all(ids.map((id, n) => prove(id, phones[n]!)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(11).fill(422)]);
  });

  it('that is taken back between two steps admits nobody, and says so at the proof', async () => {
    const phone = nextPhone();
    const id = await opened(phone, await invited(acme));
    const { items } = (await api.call('GET', `/v1/companies/${acme.companyId}/invites?pageSize=1`)).body as {
      items: { inviteId: string }[];
    };
    const path = `/v1/companies/${acme.companyId}/invites/${items[0]!.inviteId}/revocation`;
    expect(await api.call('POST', path, { body: {} })).toMatchObject({ status: 200 });
    expect(await prove(id, phone)).toMatchObject(refused(410, 'invite-revoked'));
  });
});

describe('somebody whose application was closed', () => {
  it('opens again with the same invite and number, and goes on where they were; a repeated call says the same', async () => {
    const [phone, code] = [nextPhone(), await invited(acme)];
    const running = await opened(phone, code);
    expect(await prove(running, phone)).toMatchObject({ status: 200 });
    expect(await put(api, running, 'steps/profile', profile(1))).toMatchObject({ status: 200 });
    const standing = async () => ({ ...(await shown(api, running)), elapsed: undefined }) as object;
    const before = await standing();
    const again = await opened(phone, code);
    const typed = { code: codeTo(phone) };
    const ended = { state: 'withdrawn', reason: 'continued', continuesIn: running };
    const idempotencyKey = randomUUID();
    expect(await put(api, again, 'steps/phone', typed, { idempotencyKey })).toMatchObject({ status: 200, body: ended });
    expect(await put(api, again, 'steps/phone', typed, { idempotencyKey })).toMatchObject({ status: 200, body: ended });
    expect(await standing()).toEqual(before);
    expect(await put(api, again, 'steps/profile', profile(1))).toMatchObject(refused(409, 'registration-closed'));
  });

  it('finds what waits for its company: a clear pending', async () => {
    const who = applicant(nextPhone(), 2);
    const running = await verified(api, who, acme);
    await post(api, running, 'submission');
    const again = await opened(who.phone, acme.journey.id('invite', `invite of ${who.registration}`));
    expect(await prove(again, who.phone)).toMatchObject({ status: 200, body: { continuesIn: running } });
    expect(await shown(api, running)).toMatchObject({ state: 'awaiting_approval', approvalId: expect.any(String) as string });
  });

  it('without a company and submitted is told that it is pending', async () => {
    const who = applicant(nextPhone(), 3);
    const running = await verified(api, who, acme);
    await post(api, running, 'submission');
    const { body } = await open(api, personal(who.phone));
    expect(await prove(body.id as string, who.phone)).toMatchObject(refused(409, 'registration-pending'));
  });

  it('at another client takes the draft’s place, which that client cannot see, with the same invite', async () => {
    const [phone, code] = [nextPhone(), await invited(acme)];
    const running = await opened(phone, code);
    expect(await prove(running, phone)).toMatchObject({ status: 200 });
    const key = await api.newKey(['service'], ['registrations:write', 'registrations:read'], { client: 'another-one' });
    const again = await opened(phone, code, { key });
    expect(await prove(again, phone, { key })).toMatchObject({ status: 200, body: { state: 'draft' } });
    expect(await shown(api, running)).toMatchObject({ state: 'expired', reason: 'superseded' });
    const third = nextPhone();
    expect(await prove(await opened(third, code), third)).toMatchObject(refused(422, 'invite-invalid'));
  });

  it('comes back also where their number has an account, with which they join', async () => {
    const [phone, code] = [nextPhone(), await invited(acme)];
    await api.newAccount(phone);
    const running = await opened(phone, code);
    expect(await prove(running, phone)).toMatchObject({ status: 200 });
    expect(await prove(await opened(phone, code), phone)).toMatchObject({ status: 200, body: { continuesIn: running } });
  });
});

describe('a code to the number of a registration', () => {
  it('says who asks and what for, and works with blanks and full-width digits', async () => {
    const phone = nextPhone();
    const id = await opened(phone, ` ${await invited(acme)}\n`);
    expect(textTo(phone)).toMatch(/^\d{6} is your code to join Acme\b.*, which has invited you\./);
    expect(api.sent.at(-1)).toMatchObject({ companyId: acme.companyId, template: { name: 'oneTimeCodeToJoin' } });
    const code = codeTo(phone);
    expect(await put(api, id, 'steps/phone', { code: ` ${code.slice(0, 3)} ${code.slice(3)}\n` })).toMatchObject({ status: 200 });
    const alone = nextPhone();
    const { body } = await open(api, personal(alone));
    expect(textTo(alone)).toContain('your code to register.');
    const wide = codeTo(alone).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    expect(await put(api, body.id as string, 'steps/phone', { code: wide })).toMatchObject({ status: 200 });
  });

  it('is not used up by strangers for its owner, who has proven it before', async () => {
    const who = applicant(nextPhone(), 4);
    const id = await verified(api, who, acme);
    await api.advance(31 * 60_000);
    expect(await put(api, id, 'steps/security', { signals: { newDevice: true } })).toMatchObject({ status: 200 });
    await performed(api, id, 'drawApplicantRisk', (n) => ({ type: 'RecordRiskDraw', n, drawPpm: 999_999 }) as Command);
    let sent: number;
    do {
      sent = api.sent.length;
      await open(api, personal(who.phone));
    } while (api.sent.length > sent);
    const { body } = await open(api, personal(who.phone));
    expect(await post(api, body.id as string, 'codes')).toMatchObject(refused(429, 'too-many-codes'));
    expect(await post(api, id, 'codes')).toMatchObject({ status: 201 });
    expect(await put(api, id, 'steps/code', { code: codeTo(who.phone) })).toMatchObject({ status: 200 });
  });
});

describe('what cannot be a number, a name or a code', () => {
  it.each(['+8612345678901', '+862161234567', '+861380013800', '+86138001380001', '+19005550123', '13800138000', '+8613800138000;ext=1'])(
    'gets no code and leaves nothing: %s',
    async (phone) => {
      const sent = api.sent.length;
      expect(await open(api, personal(phone))).toMatchObject(refused(422, 'phone-invalid'));
      expect(await api.call('POST', '/v1/accounts', { body: { phone } })).toMatchObject(refused(422, 'phone-invalid'));
      const check = { kind: 'phone', value: phone, purpose: 'identifier-check' };
      expect(await api.call('POST', '/v1/challenges', { body: check })).toMatchObject(refused(422, 'phone-invalid'));
      expect(api.sent.length).toBe(sent);
    },
  );

  it('is one number however it is written, and one account', async () => {
    const [phone] = [nextPhone()];
    await api.newAccount(phone);
    const spaced = `\u202A${phone.slice(0, 3)} ${phone.slice(3, 6)}\u00A0${phone.slice(6)}\u202C`;
    expect(await api.call('POST', '/v1/accounts', { body: { phone: spaced } })).toMatchObject(refused(409, 'phone-taken'));
  });

  it('is a blank name of an applicant, or one that nobody sees', async () => {
    const phone = nextPhone();
    const id = await opened(phone, await invited(acme));
    await prove(id, phone);
    const give = (name: string) => put(api, id, 'steps/profile', { ...profile(7), name });
    expect(await give(' \u3000 ')).toMatchObject(refused(422, 'invalid-request'));
    for (const name of ['\u200B', '\u3164', '张\u202E伟', 'P\u0430ul'])
      expect(await give(name)).toMatchObject(refused(422, 'name-invalid'));
    expect(await api.call('POST', '/v1/accounts', { body: { phone: nextPhone(), name: '张\u200B伟' } })).toMatchObject(
      refused(422, 'name-invalid'),
    );
    expect(await give(' 阿卜杜热合曼·买买提\n')).toMatchObject({ status: 200 });
  });
});
