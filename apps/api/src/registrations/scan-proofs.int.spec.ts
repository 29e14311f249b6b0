import { scopes } from '#contracts';
import { deleteExpired } from '#engine';
import { freshDatabase, withIssuer, type TestIssuer } from '#testing';
import { Challenges } from '#vault';
import type { TestApi } from '../testing/api';
import { invited, inviting, member, open, personal, scanned } from '../testing/registrations';
import { withApi } from '../testing/with-api';

const minute = 60_000;
const invalid = { status: 422, body: { code: 'scan-invalid' } };

let api: TestApi;
let issuer: TestIssuer;
let number = 13_800_150_000;
const nextPhone = () => `+86${number++}`;
withApi(
  freshDatabase,
  (opened) => (api = opened),
  withIssuer((own) => (issuer = own)),
);

const onAndroid = (scanProof: string | undefined, body: object = personal(nextPhone())) => ({
  ...body,
  platform: 'android',
  ...(scanProof !== undefined && { scanProof }),
});
const person = async () => (await api.newAccount(nextPhone())).id;

describe('a device that somebody who is signed in lets register (R14, X17)', () => {
  it('comes with a token of theirs, which serves one opening; who it was is recorded, and the token is stored nowhere', async () => {
    const sponsor = await person();
    const scanProof = await scanned(api, { person: sponsor });
    const opened = await open(api, onAndroid(scanProof));
    expect(opened).toMatchObject({ status: 201, body: { state: 'draft' } });
    expect(await open(api, onAndroid(scanProof))).toMatchObject(invalid);
    const [event] = await api.kernel.database.query<{ by: string }>(
      `SELECT data ->> 'scannedBy' AS by FROM es.events WHERE stream_id = 'registration:' || $1 AND version = 1`,
      [opened.body.id],
    );
    const [principal] = await api.kernel.database.query<{ id: string }>(
      `SELECT principal_id AS id FROM iam.principals WHERE external_id = 'user:' || $1`,
      [sponsor],
    );
    expect(event!.by).toBe(principal!.id);
    const [kept] = await api.kernel.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM es.commands WHERE answer::text LIKE '%' || $1 || '%'`,
      [scanProof],
    );
    expect(kept!.count).toBe(0);
  });

  it('is refused with anything that nobody was given, where a scan is only optional too; the same key may come again', async () => {
    for (const scanProof of ['a scanned code', 'A'.repeat(22), '\u{1F4F1}'.repeat(10)]) {
      expect(await open(api, onAndroid(scanProof), { idempotencyKey: `again-${scanProof.length}` })).toMatchObject(invalid);
      expect(await open(api, { ...personal(nextPhone()), scanProof })).toMatchObject(invalid);
    }
    expect(await open(api, onAndroid(await scanned(api)), { idempotencyKey: 'again-22' })).toMatchObject({ status: 201 });
  });

  it('comes in time: until, not at, the end of two minutes', async () => {
    const [inTime, late] = [await scanned(api), await scanned(api)];
    await api.advance(2 * minute - 20_000);
    expect(await open(api, onAndroid(inTime))).toMatchObject({ status: 201 });
    await api.advance(20_000);
    expect(await open(api, onAndroid(late))).toMatchObject(invalid);
  });

  it('gets its answer again by the same call, whatever has become of the token since', async () => {
    const body = onAndroid(await scanned(api));
    const first = await open(api, body, { idempotencyKey: 'repeated' });
    await api.advance(5 * minute);
    await api.kernel.database.query('DELETE FROM iam.scan_proofs');
    expect(await open(api, body, { idempotencyKey: 'repeated' })).toMatchObject({ status: 201, body: { id: first.body.id as string } });
  });

  it('is one of twenty that come with one token at once', async () => {
    const scanProof = await scanned(api);
    const answers = await Promise.all(Array.from({ length: 20 }, () => open(api, onAndroid(scanProof))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(422)]);
  });

  it('does not use the token up where it is refused for something else, and never on the web', async () => {
    const scanProof = await scanned(api);
    expect(await open(api, onAndroid(scanProof, member(nextPhone(), 'A'.repeat(22))))).toMatchObject({ body: { code: 'invite-invalid' } });
    const { consentVersion: _given, ...silent } = personal(nextPhone());
    expect(await open(api, onAndroid(scanProof, silent))).toMatchObject({ body: { code: 'consent-missing' } });
    expect(await open(api, { ...onAndroid(scanProof), platform: 'web' })).toMatchObject({ body: { code: 'channel-not-allowed' } });
    expect(await open(api, onAndroid(scanProof))).toMatchObject({ status: 201 });
  });
});

describe('who lets a device register', () => {
  it('is a person who proves who they are, alone or through a service; no key stands in for them', async () => {
    const id = await person();
    const alone = await issuer.sign(`user:${id}`, { claims: { azp: 'console' } });
    const service = await api.newKey(['service'], scopes);
    for (const options of [{ key: alone }, { key: service, assertion: await issuer.sign(`user:${id}`) }]) {
      const { status, body } = await api.call('POST', '/v1/scan-proofs', options);
      expect({ status, ...body }).toMatchObject({ status: 201, scanProof: expect.stringMatching(/^[\w-]{22}$/) as string });
    }
    for (const key of [service, api.operator, null])
      expect([401, 403]).toContain((await api.call('POST', '/v1/scan-proofs', { key })).status);
  });

  it('gets the same token by the same call', async () => {
    const options = { person: await person(), idempotencyKey: 'the-same-scan' };
    expect(await scanned(api, options)).toBe(await scanned(api, options));
  });

  it('is still there when the device comes: a person who has asked for the end of their account lets nobody in', async () => {
    const id = await person();
    const scanProof = await scanned(api, { person: id });
    await api.leave(id);
    expect(await open(api, onAndroid(scanProof))).toMatchObject(invalid);
    await expect(scanned(api, { person: id })).rejects.toThrow('account-frozen');
  });

  it('lets people in where they could speak themselves: not into another company, nor in without one', async () => {
    const [own, foreign] = [await inviting(api), await inviting(api)];
    const givenFor = async (companyId: string) => {
      const scanProof = await scanned(api);
      await api.kernel.database.query(`UPDATE iam.scan_proofs SET companies = ARRAY[$1::uuid] WHERE used_by IS NULL`, [companyId]);
      return scanProof;
    };
    const into = async (company: typeof own) => member(nextPhone(), await invited(company));
    expect(await open(api, onAndroid(await givenFor(own.companyId), await into(foreign)))).toMatchObject(invalid);
    expect(await open(api, onAndroid(await givenFor(own.companyId)))).toMatchObject(invalid);
    expect(await open(api, onAndroid(await givenFor(own.companyId), await into(own)))).toMatchObject({ status: 201 });
  });
});

it('a person has ten of them at once that are still good, and the next one after that', async () => {
  const id = await person();
  for (let n = 0; n < 10; n += 1) await scanned(api, { person: id });
  const { status, body } = await api.call('POST', '/v1/scan-proofs', { key: await api.newKey(['service'], scopes), person: id });
  expect({ status, ...body }).toMatchObject({ status: 429, code: 'too-many-scan-proofs', limit: 10 });
  await scanned(api);
  await api.advance(2 * minute);
  await scanned(api, { person: id });
});

it('what is left of a scan goes after minutes', async () => {
  await scanned(api);
  await api.kernel.database.query(`UPDATE iam.scan_proofs SET made_at = made_at - interval '11 minutes'`);
  expect(await deleteExpired(api.kernel.database, new Challenges(), 'offset')).toMatchObject({ scanProofs: expect.any(Number) as number });
  expect(await api.kernel.database.query('SELECT FROM iam.scan_proofs')).toEqual([]);
});
