import { exportSPKI, importJWK, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import { assertionPolicy } from '#domain';
import { TestIssuer } from '../../testing/src/test-issuer';
import { Assertions } from './assertions';
import type { Issuer } from './issuer';

const now = () => Math.floor(Date.now() / 1_000);
const person = 'user:5f6e7d8c-0000-4000-8000-000000000001';
const { ageMaxSeconds, toleranceSeconds, keysFreshSeconds, keysKeptSeconds, keysAskedAgainSeconds } = assertionPolicy;

let issuer: TestIssuer;
let assertions: Assertions;
const over = (...issuers: TestIssuer[]) =>
  new Assertions(
    issuers.map((each) => each.issuer),
    ({ issuer: name }) => issuers.find((each) => each.issuer.issuer === name)!.publish,
  );
beforeEach(async () => {
  issuer = await TestIssuer.open();
  assertions = over(issuer);
});

const refused = (token: string | Promise<string>, by = assertions) =>
  Promise.resolve(token)
    .then((text) => by.verify(text))
    .then(
      () => 'taken',
      (error: { reason?: string; constructor: { name: string } }) => error.reason ?? error.constructor.name,
    );

/** Lets the clock of the machine go on. */
function later(seconds: number): void {
  const [at, since] = [Date.now(), performance.now()].map((now) => now + seconds * 1_000) as [number, number];
  jest.spyOn(Date, 'now').mockImplementation(() => at);
  jest.spyOn(performance, 'now').mockImplementation(() => since);
}
afterEach(() => jest.restoreAllMocks());

describe('an assertion', () => {
  it('says whose word for whom it is, when the person signed in, how, and where', async () => {
    const signedInAt = now() - 60;
    const claims = { acr: 'two-factors', auth_time: signedInAt, azp: 'console', jti: 'one' };
    expect(await assertions.verify(await issuer.sign(person, { claims }))).toMatchObject({
      issuer: { issuer: 'https://people.test', companies: 'platform' },
      subject: person,
      id: 'one',
      signedInAt: signedInAt * 1_000,
      strength: 'two-factors',
      client: 'console',
    });
  });

  it.each<[string, JWTPayload | Record<string, unknown>]>([
    ['expired', { iat: now() - 100, exp: now() - toleranceSeconds - 2 }],
    ['expired', { iat: now() - ageMaxSeconds - toleranceSeconds - 2, exp: now() + 3_600 }],
    ['not-yet-valid', { nbf: now() + toleranceSeconds + 5 }],
    ['not-yet-valid', { iat: now() + toleranceSeconds + 5, exp: now() + 200 }],
    ['issuer-unknown', { iss: 'https://elsewhere.test' }],
    ['issuer-unknown', { iss: undefined }],
    ['audience', { aud: 'another-service' }],
    ['malformed', { aud: undefined }],
    ['malformed', { sub: undefined }],
    ['malformed', { sub: '' }],
    ['malformed', { jti: undefined }],
    ['malformed', { jti: 7 }],
    ['malformed', { exp: undefined }],
    ['malformed', { iat: undefined }],
    ['malformed', { iat: 'now' }],
  ])('is %s with %j', async (reason, claims) => {
    expect(await refused(issuer.sign(person, { claims: claims }))).toBe(reason);
  });

  it('is taken within the tolerance of two clocks', async () => {
    expect(await refused(issuer.sign(person, { claims: { iat: now() + toleranceSeconds - 2 } }))).toBe('taken');
    expect(await refused(issuer.sign(person, { claims: { iat: now() - 100, exp: now() - toleranceSeconds + 2 } }))).toBe('taken');
  });

  it('is no token of another purpose, as an ID token', async () => {
    expect(await refused(issuer.sign(person, { header: { typ: 'JWT' } }))).toBe('malformed');
    expect(await refused(issuer.sign(person, { header: { typ: undefined } }))).toBe('malformed');
  });

  it.each(['', 'x', 'a.b.c', 'a.b.c.d.e', '..', `${'a'.repeat(5_000)}.b.c`])('cannot be read from text %#', async (text) => {
    expect(await refused(text)).toBe('malformed');
  });
});

describe('the signature of an assertion', () => {
  const claims = () => ({ iss: 'https://people.test', aud: 'tenure', sub: person, iat: now(), exp: now() + 100, jti: 'x' });

  it('cannot be left out: alg none', async () => {
    expect(await refused(new UnsecuredJWT(claims()).encode())).not.toBe('taken');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    expect(await refused(`${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims())}.`)).toBe('algorithm');
  });

  it('cannot be made with what the issuer publishes: HS256 by the public key', async () => {
    const key = (await importJWK(issuer.published, 'ES256', { extractable: true })) as CryptoKey;
    for (const secret of [await exportSPKI(key), JSON.stringify(issuer.published), issuer.published.x!]) {
      const forged = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: issuer.published.kid! });
      expect(await refused(forged.sign(Buffer.from(secret)))).toBe('algorithm');
    }
  });

  it('is of the issuer that the assertion names, and of no other configured one', async () => {
    const other = await TestIssuer.open({ issuer: 'https://other.test' });
    const both = over(issuer, other);
    expect(await refused(other.sign(person), both)).toBe('taken');
    expect(await refused(other.sign(person, { claims: { iss: 'https://people.test' } }), both)).toBe('signature');
    const sameKeyId = { claims: { iss: 'https://people.test' }, header: { kid: issuer.published.kid } };
    expect(await refused(other.sign(person, sameKeyId), both)).toBe('signature');
  });

  it('is never checked by a key that the token brings, or says where to find', async () => {
    const thief = await TestIssuer.open();
    const reach = jest.spyOn(globalThis, 'fetch');
    for (const header of [{ jwk: thief.published }, { jku: 'https://thief.test/keys' }, { x5u: 'https://thief.test/cert' }])
      expect(await refused(thief.sign(person, { header: { ...header, kid: issuer.published.kid } }))).toBe('signature');
    expect(reach).not.toHaveBeenCalled();
  });

  it('covers every byte of what is said', async () => {
    const [header, payload, signature] = (await issuer.sign(person)).split('.') as [string, string, string];
    const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const other = Buffer.from(JSON.stringify({ ...said, sub: 'user:another' })).toString('base64url');
    expect(await refused(`${header}.${other}.${signature}`)).toBe('signature');
  });

  it('is by an algorithm of this issuer', async () => {
    const strict = await TestIssuer.open({ algorithms: ['EdDSA'] as Issuer['algorithms'] });
    expect(await refused(strict.sign(person), over(strict))).toBe('algorithm');
  });
});

describe('the keys of an issuer', () => {
  it('are asked for once, and not for each call', async () => {
    await Promise.all([1, 2, 3].map(async () => assertions.verify(await issuer.sign(person))));
    expect(issuer.asked).toBe(1);
  });

  it('are asked for again when a token names a new one, but not in a row', async () => {
    await assertions.verify(await issuer.sign(person));
    await issuer.rotate({ keep: true });
    expect(await refused(issuer.sign(person))).toBe('signature');
    expect(issuer.asked).toBe(1);
    later(keysAskedAgainSeconds + 1);
    expect(await refused(issuer.sign(person))).toBe('taken');
    for (let n = 0; n < 5; n += 1) expect(await refused(issuer.sign(person, { header: { kid: `unknown-${n}` } }))).toBe('signature');
    expect(issuer.asked).toBe(2);
  });

  it('end within five minutes when they are rotated out', async () => {
    const old = await issuer.sign(person, { claims: { iat: now() + keysFreshSeconds, exp: now() + keysFreshSeconds + 200 } });
    await assertions.verify(await issuer.sign(person));
    await issuer.rotate({ keep: false });
    later(keysFreshSeconds + 1);
    expect(await refused(old)).toBe('signature');
    expect(await refused(issuer.sign(person))).toBe('taken');
  });

  it('stay good for an hour while the issuer is away, and then nobody can tell', async () => {
    await assertions.verify(await issuer.sign(person));
    issuer.away = true;
    later(keysKeptSeconds - 5);
    expect(await refused(issuer.sign(person))).toBe('taken');
    later(10);
    expect(await refused(issuer.sign(person))).toBe('IssuerAway');
    issuer.away = false;
    later(keysAskedAgainSeconds + 1);
    expect(await refused(issuer.sign(person))).toBe('taken');
  });

  it('are not asked for in a row while the issuer is away', async () => {
    issuer.away = true;
    for (let n = 0; n < 5; n += 1) expect(await refused(issuer.sign(person))).toBe('IssuerAway');
    expect(issuer.asked).toBe(1);
  });
});
