import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Keys } from '#vault';
import type { ActingPerson, Authority } from './authority';
import { commandIdOf } from './command-id';

const keys = new Keys(randomBytes(32));
const ofKey: Authority = { keyId: 'k1', client: 'hr-suite', companies: 'platform', principalId: 'p', roles: ['service'], scopes: [] };
const person: ActingPerson = { userId: 'account', principalId: 'a', leaving: false, authn: 'assertion' };
const identity = (name: string) => ({ issuer: 'https://people.test', hash: Buffer.from(name) });

const idOf = (authority: Partial<Authority>, idempotencyKey = 'once', headers: object = {}): string =>
  commandIdOf(keys, { authority: { ...ofKey, ...authority }, idempotencyKey, headers } as unknown as FastifyRequest).toString('hex');

describe('what makes two calls one command', () => {
  const first = idOf({ person });

  it('is the client, the person and the Idempotency-Key, and nothing else of the call', () => {
    // A key that was rotated, a token that is fresh, a header of another form, rights that have changed.
    expect(idOf({ person, keyId: 'k2', principalId: 'q', scopes: ['act-for'] }, 'once', { 'on-behalf-of': 'Bearer a.b.c' })).toBe(first);
    expect(idOf({ person: { ...person, authn: 'api-key', principalId: 'b', aliases: ['c'] } })).toBe(first);
    expect(idOf({ person, companies: ['one'] })).toBe(first);
  });

  it.each<[string, string]>([
    ['another key', idOf({ person }, 'twice')],
    ['another client', idOf({ person, client: 'payroll' })],
    ['another person', idOf({ person: { ...person, userId: 'other' } })],
    ['the client in its own name', idOf({})],
    ['a client whose name is that of a person', idOf({ client: 'user:account' })],
  ])('is not there with %s', (_, other) => {
    expect(other).not.toBe(first);
  });

  it('of a key without a client is the key', () => {
    expect(idOf({ client: 'k1' })).not.toBe(idOf({ client: 'k2', keyId: 'k2' }));
  });

  it('of a person is the name that the call brings: it stays one when that turns out to be another of theirs', () => {
    const before = idOf({ person: { ...person, userId: 'suite' } });
    expect(idOf({ person: { ...person, namedAs: 'suite' } })).toBe(before);
  });

  it('of somebody who is not known here yet is their name at their identity provider', () => {
    expect(idOf({ identity: identity('a') })).toBe(idOf({ identity: identity('a'), keyId: 'k2' }));
    expect(new Set([idOf({ identity: identity('a') }), idOf({ identity: identity('b') }), idOf({})]).size).toBe(3);
  });
});
