import { misfits } from '../events';
import { isRightOf, keyAsId, keyOfId, reviewedRight, rightView, type ReviewedRight } from './right';

const membership: ReviewedRight = { kind: 'membership', accountId: 'a', principalId: 'p', roleStreams: { 'it-admin': 'r' } };
const role: ReviewedRight = { kind: 'role', roleId: 'r', role: 'it-admin', principalId: 'p' };

describe('a right that is reviewed (G13)', () => {
  it('is of the person who has it, by any of their ids: nobody reviews their own', () => {
    expect(isRightOf(membership, { actor: 'p' })).toBe(true);
    expect(isRightOf(membership, { actor: 'q', accountId: 'a' })).toBe(true);
    expect(isRightOf(role, { actor: 'q', aliases: ['p'] })).toBe(true);
    expect(isRightOf(role, { actor: 'q', accountId: 'a' })).toBe(false);
    expect(isRightOf(undefined, { actor: 'p' })).toBe(false);
    const { principalId: _unknown, ...neverNamed } = membership;
    expect(isRightOf(neverNamed, { actor: 'undefined' })).toBe(false);
  });

  it('shows which right it is, and no stream', () => {
    expect([rightView(membership), rightView(role)]).toEqual([
      { kind: 'membership', accountId: 'a' },
      { kind: 'role', role: 'it-admin', principalId: 'p' },
    ]);
  });

  it('names a key by an id that fits into an event, whatever its digits are', () => {
    const keyId = '1234567890123456';
    const concerns: ReviewedRight = { kind: 'api-key', keyId: keyAsId(keyId), principalId: '0a000000-0000-4000-8000-000000000001' };
    expect([misfits({ concerns: reviewedRight }, { concerns }), keyOfId(concerns.keyId)]).toEqual([[], keyId]);
    expect(rightView(concerns)).toEqual({ kind: 'api-key', keyId });
  });
});
