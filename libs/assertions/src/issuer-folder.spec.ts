import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareIssuers, readIssuers } from './issuer-folder';
import type { Issuer } from './issuer';

const folder = mkdtempSync(join(tmpdir(), 'tenure-issuers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const acme: Issuer = {
  issuer: 'https://people.acme.test',
  audience: 'tenure',
  jwksUri: 'https://people.acme.test/keys',
  algorithms: ['RS256'],
  companies: ['5f6e7d8c-0000-4000-8000-000000000001'],
  subjects: 'bound',
};
const reading = (said: object | string) => () => {
  writeFileSync(join(folder, 'acme.json'), typeof said === 'string' ? said : JSON.stringify({ ...acme, ...said }));
  return readIssuers(folder);
};

describe('the folder of issuers', () => {
  it('has one file each; other files are none of its business', () => {
    writeFileSync(join(folder, 'README.md'), '# Issuers');
    expect(reading({})()).toEqual([acme]);
    expect(readIssuers(undefined)).toEqual([]);
  });

  it.each([
    ['an algorithm that signs with what is published', { algorithms: ['HS256'] }],
    ['no signature', { algorithms: ['none'] }],
    ['keys without TLS', { jwksUri: 'http://people.acme.test/keys' }],
    ['keys in a file', { jwksUri: 'file:///etc/passwd' }],
    ['a host that only begins like this machine', { jwksUri: 'http://localhost.acme.test/keys' }],
    ['no company', { companies: [] }],
    ['an unknown field', { trusted: true }],
    ['no audience', { audience: '' }],
    ['no JSON', '{'],
  ])('is refused with %s, by the name of its file', (_, said) => {
    expect(reading(said)).toThrow(join(folder, 'acme.json'));
  });

  it('names each issuer once', () => {
    reading({})();
    writeFileSync(join(folder, 'again.json'), JSON.stringify(acme));
    expect(() => readIssuers(folder)).toThrow('two files');
  });

  it('takes keys from this very machine without TLS', () => {
    rmSync(join(folder, 'again.json'), { force: true });
    for (const host of ['127.0.0.1', 'localhost', '[::1]'])
      expect(reading({ jwksUri: `http://${host}:3100/people/jwks` })()).toHaveLength(1);
  });

  it('is made for an embedded stack, with the simulator as the issuer of all people', () => {
    const own = join(folder, 'embedded');
    for (let start = 0; start < 2; start += 1) prepareIssuers(own, 'http://127.0.0.1:3100');
    expect(readIssuers(own)).toMatchObject([{ issuer: 'http://127.0.0.1:3100/people', companies: 'platform', subjects: 'user' }]);
  });
});
