import type { Account } from '../account/account';
import { belongingOf } from '../account/belonging';
import { whyNotGiven } from './giving';

const living = (fields: object = {}) => ({ status: 'living', memberships: { c: { status: 'active' } }, ...fields }) as unknown as Account;
const left = living({ memberships: {}, ended: { c: { n: 1, times: 1, at: 0, reason: 'left' } } });
const back = living({ ended: { c: { n: 1, times: 1, at: 0, reason: 'left' } } });

describe('a person who is to get a role', () => {
  it('is a member, or from outside: never one whose membership there has ended, until they are a member again', () => {
    expect(whyNotGiven(living(), 'c')).toBeUndefined();
    expect(whyNotGiven(undefined, 'c')).toBeUndefined();
    expect(whyNotGiven(living(), 'another')).toBeUndefined();
    expect(whyNotGiven(left, 'c')).toBe('person-has-left');
    expect(whyNotGiven(left, 'another')).toBeUndefined();
    expect(whyNotGiven(left, undefined)).toBeUndefined();
    expect(whyNotGiven(back, 'c')).toBeUndefined();
  });

  it('has an account that neither leaves nor is gone, if they have one', () => {
    expect(whyNotGiven(living({ frozenBy: 'd' }), 'c')).toBe('account-not-active');
    expect(whyNotGiven({ status: 'purged' } as unknown as Account, undefined)).toBe('account-not-active');
  });

  it('is told of as what they are to the company, or to the platform', () => {
    expect(belongingOf(living(), 'c')).toBe('member');
    expect(belongingOf(living(), 'another')).toBe('account');
    expect(belongingOf(living({ memberships: { c: { status: 'joining' } } }), 'c')).toBe('account');
    expect(belongingOf(living(), undefined)).toBe('account');
    expect([belongingOf(undefined, 'c'), belongingOf({ status: 'none' }, undefined)]).toEqual(['outside', 'outside']);
  });
});
