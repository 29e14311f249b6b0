import { randomUUID } from 'node:crypto';
import { scopes } from '#contracts';
import { idNumber, otherThan } from '#journey';
import { freshDatabase } from '#testing';
import type { TestApi } from '../testing/api';
import { withApi } from '../testing/with-api';
import {
  applicant,
  checked,
  device,
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
  shown,
  verified,
} from '../testing/registrations';

let api: TestApi;
let number = 13_800_141_000;
const nextPhone = () => `+86${number++}`;
/** Two services; the same Idempotency-Key of both is two keys. */
let services: string[];
withApi(freshDatabase, (opened) => (api = opened));
beforeAll(async () => (services = await Promise.all([1, 2].map(() => api.newKey(['service'], [...scopes])))));

const opened = async (body: object) => (await open(api, body)).body.id as string;
const prove = (id: string, code: string) => put(api, id, 'steps/phone', { code });
const refused = (status: number, code: string, more: object = {}) => ({ status, body: { code, ...more } });
/** An applicant without a company, ready for the profile. */
/** The API as a service calls it. */
const through = (key: string): TestApi => ({ ...api, call: (method, path, options) => api.call(method, path, { ...options, key }) });
const readyForProfile = async (phone = nextPhone(), by = api) => {
  const id = await proven(by, applicant(phone));
  await put(by, id, 'steps/sign-in', { reference: 'idp:1' });
  return id;
};

/** What the vault keeps of an applicant's profile. */
const sealed = async (id: string, field: string): Promise<string> => {
  const { database, vault } = api.kernel;
  const [row] = await database.query<{ subject: string }>('SELECT subject_id AS subject FROM es.streams WHERE stream_id = $1', [
    `registration:${id}`,
  ]);
  const opening = { subjectId: row!.subject, dataClass: 'profile', field, actor: 'test', purpose: 'test' };
  return (await vault.openField(database, opening))!;
};

describe('the phone step', () => {
  it('counts misses, and accepts the newest code', async () => {
    const id = await opened(personal(nextPhone()));
    const first = newestCode(api);
    expect(await prove(id, otherThan(first))).toMatchObject(refused(422, 'code-invalid', { attemptsLeft: 4 }));
    expect(await post(api, id, 'codes')).toMatchObject({ status: 201, body: { challengeId: expect.any(String) as string } });
    const second = newestCode(api);
    if (first !== second) expect(await prove(id, first)).toMatchObject(refused(422, 'code-invalid', { attemptsLeft: 4 }));
    expect(await prove(id, second)).toMatchObject({ status: 200, body: { steps: [{ step: 'phone', state: 'done' }, {}, {}] } });
    expect(await prove(id, second)).toMatchObject(refused(409, 'phone-proven'));
    expect(await post(api, id, 'codes')).toMatchObject(refused(409, 'phone-proven'));
  });

  it('accepts no code of another registration, and no expired one', async () => {
    const phone = nextPhone();
    const mine = await opened(personal(phone));
    const code = newestCode(api);
    await opened(personal(phone));
    if (newestCode(api) !== code) expect(await prove(mine, newestCode(api))).toMatchObject(refused(422, 'code-invalid'));
    await api.advance(10 * 60_000);
    expect(await prove(mine, code)).toMatchObject(refused(410, 'code-expired'));
  });

  it('is for the corrected number, which gets a code of its own; the wrong number is forgotten', async () => {
    const [mistyped, right] = [nextPhone(), nextPhone()];
    const id = await opened(personal(mistyped));
    const old = newestCode(api);
    expect(await put(api, id, 'phone', { phone: right })).toMatchObject({ status: 200, body: { state: 'draft', version: 2 } });
    expect(api.sent.at(-1)).toMatchObject({ to: right });
    if (newestCode(api) !== old) expect(await prove(id, old)).toMatchObject(refused(422, 'code-invalid'));
    const { subjectId } = await shown(api, id);
    const request = { subjectId, dataClass: 'contact', fields: ['phone'], actor: randomUUID(), purpose: 'test' };
    expect(await api.kernel.vault.open(api.kernel.database, request)).toEqual({ phone: right });
    expect(await prove(id, newestCode(api))).toMatchObject({ status: 200 });
    expect(await put(api, id, 'phone', { phone: mistyped })).toMatchObject(refused(409, 'phone-proven'));
    expect(await put(api, id, 'phone', { phone: '+861' })).toMatchObject(refused(422, 'phone-invalid'));
  });

  it('of the later of two people at once, through two services, supersedes the earlier: one draft is left', async () => {
    const phone = nextPhone();
    const rivals: { id: string; code: string; key: string }[] = [];
    for (const key of services)
      rivals.push({
        id: (await open(api, personal(phone), { key, idempotencyKey: 'opens' })).body.id as string,
        code: newestCode(api),
        key,
      });
    expect(rivals[0]!.id).not.toBe(rivals[1]!.id);
    const answers = await Promise.all(
      rivals.map(({ id, code, key }) => put(api, id, 'steps/phone', { code }, { key, idempotencyKey: 'proves' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    for (const { headers } of answers) expect(headers).not.toHaveProperty('idempotency-replayed');
    const states = await Promise.all(rivals.map(async ({ id }) => (await shown(api, id)) as { state: string; reason?: string }));
    expect(states.map(({ state, reason }) => reason ?? state).sort()).toEqual(['draft', 'superseded']);
  });

  it('gives way to a submitted registration', async () => {
    const phone = nextPhone();
    const company = await inviting(api);
    const submitted = await verified(api, applicant(phone, 1), company);
    await post(api, submitted, 'submission');
    const late = await opened(member(phone, await invited(company)));
    expect(await prove(late, newestCode(api))).toMatchObject(refused(409, 'registration-pending'));
    expect((await shown(api, submitted)).state).toBe('awaiting_approval');
  });

  it('is refused on a device that has three accounts, or will have (R19)', async () => {
    const shared = () => ({ ...personal(nextPhone()), device });
    for (let n = 0; n < 3; n += 1) await proven(api, { ...applicant(nextPhone()), device: device.fingerprint });
    const id = (await open(api, shared())).body.id as string;
    const refusal = { status: 409, body: { code: 'device-account-limit', limit: 3 } };
    expect(await put(api, id, 'steps/phone', { code: newestCode(api) })).toMatchObject(refusal);
    expect(await shown(api, id)).toMatchObject({ state: 'draft', steps: [{ step: 'phone', state: 'open' }, {}, {}] });
  });
});

describe('the sign-in step', () => {
  it('may be given again, as often as the policy says: then 409 with that number, and `refused` says so', async () => {
    const id = await readyForProfile();
    const signIn = (n: number) => put(api, id, 'steps/sign-in', { reference: `idp:${n}` });
    for (let n = 2; n <= 10; n += 1) expect((await signIn(n)).status).toBe(200);
    expect(await signIn(11)).toMatchObject(refused(409, 'repeated-too-often', { limit: 10 }));
    const { refused: now, policyVersion } = await shown(api, id);
    expect([policyVersion, now]).toEqual([4, expect.arrayContaining([{ command: 'RecordSignIn', code: 'repeated-too-often' }])]);
    expect(await put(api, id, 'steps/profile', profile(77))).toMatchObject({ status: 200 });
  });
});

describe('the profile step', () => {
  it('comes after the others, and before the submission', async () => {
    const id = await opened(personal(nextPhone()));
    expect(await put(api, id, 'steps/profile', profile(10))).toMatchObject(
      refused(409, 'step-out-of-order', { unmet: ['phone', 'sign-in'] }),
    );
    expect(await post(api, id, 'submission')).toMatchObject(refused(409, 'step-out-of-order', { unmet: ['phone', 'sign-in', 'profile'] }));
    const joining = await proven(api, applicant(nextPhone()), await inviting(api));
    const noSuchStep = await put(api, joining, 'steps/sign-in', { reference: 'idp:1' });
    expect(noSuchStep).toMatchObject(refused(409, 'step-out-of-order'));
    expect(noSuchStep.body).not.toHaveProperty('unmet');
    expect((await shown(api, joining)).refused.map(({ command }: { command: string }) => command)).not.toContain('RecordSignIn');
  });

  it('refuses a typo free of charge: no try, no key, nothing recorded (R5, R9)', async () => {
    const id = await readyForProfile();
    const { version } = await shown(api, id);
    const mrz = [`P<UTOCANARY<<LIU${'<'.repeat(28)}`, 'L898902C36UTO7408122F3504152ZE184226B<<<<<16'];
    const mended = { idempotencyKey: randomUUID() };
    for (const [identity, code] of [
      [{ kind: 'id-card', number: idNumber(11).replace('1950', '1951') }, 'id-number-invalid'],
      [{ kind: 'passport', mrz: [mrz[0], mrz[1]!.replace('C3', 'C4')] }, 'mrz-checksum'],
      [{ kind: 'passport', mrz: [mrz[0], 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'] }, 'passport-expired'],
      [{ kind: 'passport', mrz, visaUntil: '2020-01-01' }, 'visa-expired'],
      [{ kind: 'passport', mrz, permitUntil: '2020-01-01' }, 'work-permit-expired'],
      [{ kind: 'passport', mrz: ['I<UTOD231458907<<<<<<<<<<<<<<<', mrz[0], mrz[1]] }, 'mrz-checksum'],
      [{ kind: 'residence-permit', number: '810000199408230021', validUntil: '2020-01-01' }, 'document-expired'],
    ] as const)
      expect(await put(api, id, 'steps/profile', { name: 'Canary Liu', identity }, mended)).toMatchObject(refused(422, code));
    expect(await shown(api, id)).toMatchObject({ state: 'draft', version });
    expect(await put(api, id, 'steps/profile', profile(11), mended)).toMatchObject({ status: 200, body: { state: 'verifying' } });
  });

  it('keeps a name as the register knows it, and refuses one with marks that nobody sees (R4)', async () => {
    const id = await readyForProfile();
    const { version } = await shown(api, id);
    for (const name of ['张\u202E伟', '张\u200B伟', 'Canary 7'])
      expect(await put(api, id, 'steps/profile', { ...profile(21), name })).toMatchObject(refused(422, 'name-invalid'));
    expect(await shown(api, id)).toMatchObject({ state: 'draft', version });
    expect(await put(api, id, 'steps/profile', { ...profile(21), name: '阿卜杜\u2022买买提' })).toMatchObject({ status: 200 });
    expect(await sealed(id, 'name')).toBe('阿卜杜\u00B7买买提');
  });

  it('takes documents by reference alone (V3)', async () => {
    const id = await readyForProfile();
    const stored = { kind: 'id-card', store: 'files', ref: 'documents/7f3a', hash: `sha256:${'0'.repeat(64)}` };
    const picture = `data:image/jpeg;base64,${'A'.repeat(200)}`;
    for (const raw of [picture, { ...stored, ref: picture }, 'A'.repeat(180), { ...stored, ref: 'A'.repeat(400) }]) {
      const answer = await put(api, id, 'steps/profile', { ...profile(22), documents: [stored, raw] });
      expect(answer).toMatchObject(refused(422, 'raw-evidence-refused'));
      expect(JSON.stringify(answer.body)).not.toContain('AAAA');
    }
    for (const wrong of [{ ...stored, hash: 'sha256:1' }, { ...stored, kind: undefined }, 7])
      expect(await put(api, id, 'steps/profile', { ...profile(22), documents: [wrong] })).toMatchObject(refused(422, 'invalid-request'));
    const documents = [stored, 'document:1'];
    expect(await put(api, id, 'steps/profile', { ...profile(22), documents })).toMatchObject({ status: 200 });
    expect(JSON.parse(await sealed(id, 'employment'))).toEqual({ documents });
  });

  it('repeats its first answer for a visa that was valid then', async () => {
    const id = await readyForProfile();
    const mrz = [`P<UTOCANARY<<LIU${'<'.repeat(28)}`, 'L898902C36UTO7408122F3504152ZE184226B<<<<<16'];
    const visaUntil = new Date((await api.kernel.engine.now()) + 86_400_000).toISOString().slice(0, 10);
    const give = () =>
      put(api, id, 'steps/profile', { name: 'Canary Liu', identity: { kind: 'passport', mrz, visaUntil } }, { idempotencyKey: 'visa' });
    const first = await give();
    expect(first).toMatchObject({ status: 200 });
    await api.advance(3 * 86_400_000);
    expect(await give()).toMatchObject({ status: 200, body: first.body, headers: { 'idempotency-replayed': 'true' } });
  });

  it('of foreign staff depends on what the company says of itself (R9)', async () => {
    const company = await inviting(api);
    const says = (foreignRelated: boolean) =>
      api.call('POST', `/v1/companies/${company.companyId}/foreign-relation`, { body: { foreignRelated } });
    const id = await proven(api, applicant(nextPhone()), company);
    const mrz = [`P<UTOCANARY<<LIU${'<'.repeat(28)}`, 'L898902C36UTO7408122F3504152ZE184226B<<<<<16'];
    const give = () => put(api, id, 'steps/profile', { name: 'Canary Liu', identity: { kind: 'passport', mrz } });
    expect(await says(true)).toMatchObject({ status: 200, body: { foreignRelated: true, version: 2 } });
    expect(await says(true)).toMatchObject(refused(409, 'foreign-relation-said'));
    expect(await give()).toMatchObject(refused(422, 'visa-missing'));
    await says(false);
    expect(await give()).toMatchObject(refused(403, 'company-not-foreign-related'));
    const overseas = await proven(api, applicant('+14155552671'), company);
    const documents = [{ kind: 'passport', store: 'files', ref: 'documents/7f3a', hash: `sha256:${'0'.repeat(64)}` }];
    const abroad = { name: 'Canary Liu', identity: { kind: 'passport', mrz }, documents };
    expect(await put(api, overseas, 'steps/profile', abroad)).toMatchObject({ status: 200, body: { state: 'verifying' } });
  });

  it('is for a position of the company’s own (R6)', async () => {
    const company = await inviting(api);
    const id = await proven(api, applicant(nextPhone()), company);
    expect(await put(api, id, 'steps/profile', { ...profile(12), positionId: 'astronaut' })).toMatchObject(
      refused(422, 'position-unknown'),
    );
    const alone = await readyForProfile();
    expect(await put(api, alone, 'steps/profile', { ...profile(12), positionId: 'sales' })).toMatchObject(refused(422, 'position-unknown'));
    expect(await put(api, id, 'steps/profile', { ...profile(12), positionId: 'sales' })).toMatchObject({ status: 200 });
  });

  it('waits for the check if the caller prefers that, and shows how many tries are left', async () => {
    const id = await readyForProfile();
    const giving = put(api, id, 'steps/profile', profile(13), { headers: { prefer: 'wait=20' } });
    while ((await shown(api, id)).state !== 'verifying') await new Promise(setImmediate);
    expect(await put(api, id, 'steps/profile', profile(13))).toMatchObject(refused(409, 'check-under-way'));
    await checked(api, id, 'unconfirmed');
    expect(await giving).toMatchObject({
      status: 200,
      body: { state: 'draft', lastCheck: { code: 'identity-unconfirmed', attemptsLeft: 3 } },
      headers: { 'preference-applied': 'wait=20' },
    });
    expect(await put(api, id, 'steps/profile', { ...profile(14), name: 'Canary Wang' })).toMatchObject({ status: 200 });
    await checked(api, id);
    const { subjectId, ...told } = await shown(api, id);
    expect(told).not.toHaveProperty('lastCheck');
    const request = { subjectId, dataClass: 'profile', fields: ['name', 'identity'], actor: randomUUID(), purpose: 'test' };
    expect(await api.kernel.vault.open(api.kernel.database, request)).toEqual({
      name: 'Canary Wang',
      identity: JSON.stringify(profile(14).identity),
    });
  });

  it('of two people with one document at once, through two services, lets one go on; a reviewer looks at the other, who does not learn why (R17)', async () => {
    const rivals: string[] = [];
    for (const key of services) rivals.push(await readyForProfile(nextPhone(), through(key)));
    const given = await Promise.all(
      rivals.map((id, n) => put(api, id, 'steps/profile', profile(15), { key: services[n]!, idempotencyKey: 'tells' })),
    );
    expect(given.map(({ status, body }) => [status, body.state as string])).toEqual(Array(2).fill([200, 'verifying']));
    for (const id of rivals) await checked(api, id);
    const told = await Promise.all(rivals.map((id) => shown(api, id)));
    expect(told.map(({ state }: { state: string }) => state).sort()).toEqual(['draft', 'manual_review']);
    expect(JSON.stringify(told)).not.toMatch(/elsewhere|cause/);
  });

  it('with a document that an account holds goes the same way', async () => {
    await api.call('POST', '/v1/accounts', { body: { phone: nextPhone(), identity: profile(16).identity } });
    const id = await readyForProfile();
    expect(await put(api, id, 'steps/profile', profile(16))).toMatchObject({ status: 200, body: { state: 'verifying' } });
    await checked(api, id);
    expect(await shown(api, id)).toMatchObject({ state: 'manual_review' });
  });
});
