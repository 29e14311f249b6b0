import { bearerOf, keyText, onBehalfOf, secretHash, secretMatches, tokenIn } from './bearer';

const secret = 'a_-'.padEnd(43, 'x');
const keyId = '0123456789abcdef';
const account = 'b9a1f0de-0000-4000-8000-000000000001';

describe('an Authorization header', () => {
  it('carries a key as it was issued', () => {
    expect(bearerOf(`Bearer ${keyText({ keyId, secret })}`)).toEqual({ keyId, secret });
    expect(bearerOf(`bearer ${keyText({ keyId, secret })}`)).toEqual({ keyId, secret });
  });

  it.each([
    undefined,
    '',
    'Bearer',
    `tnr_${keyId}_${secret}`,
    `Basic tnr_${keyId}_${secret}`,
    `Bearer tnr_${keyId}_${secret}x`,
    `Bearer tnr_${keyId}`,
    `Bearer tnr_${keyId}_${secret} `,
    `Bearer tnr_../../etc_${secret}`,
    ['Bearer'],
  ])('carries none in %p', (header) => {
    expect(bearerOf(header)).toBeUndefined();
  });
});

it('an Authorization header brings the token of a person, which no key is', () => {
  expect(tokenIn('Bearer aa.bb.cc')).toBe('aa.bb.cc');
  for (const header of [undefined, '', 'aa.bb.cc', `Bearer ${keyText({ keyId, secret })}`]) expect(tokenIn(header)).toBeUndefined();
});

describe('the secret of a key', () => {
  it('matches only its own hash', () => {
    expect(secretMatches(secret, secretHash(secret))).toBe(true);
    expect(secretMatches(`${secret}y`, secretHash(secret))).toBe(false);
  });

  it('matches nothing if there is no key', () => {
    expect(secretMatches(secret, undefined)).toBe(false);
  });
});

describe('On-Behalf-Of', () => {
  it('names a person by their id, in upper or lower case', () => {
    expect(onBehalfOf(`user:${account}`)).toEqual({ userId: account });
    expect(onBehalfOf(`user:${account.toUpperCase()}`)).toEqual({ userId: account });
  });

  it('brings a token, in whatever case its scheme is', () => {
    expect(onBehalfOf('Bearer aa.bb.cc')).toEqual({ token: 'aa.bb.cc' });
    expect(onBehalfOf(' bearer  aa.bb. ')).toEqual({ token: 'aa.bb.' });
  });

  it.each(['Bearer', 'Bearer aa', 'Bearer aa.bb', 'Bearer a a.bb.cc', 'aa.bb.cc', `Bearer tnr_${keyId}_${secret}`])(
    'brings none in %p',
    (header) => {
      expect(onBehalfOf(header)).toBeUndefined();
    },
  );

  it.each(['', 'user:', 'user:me', account, `operator:${account}`, `user:${account}x`, `user:${account}, user:${account}`])(
    'names nobody in %p',
    (header) => {
      expect(onBehalfOf(header)).toBeUndefined();
    },
  );
});
