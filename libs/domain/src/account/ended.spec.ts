import { given } from '#testing';
import type { EventIn } from '../processes';
import { account as process } from './account.process';
import { endingWith } from './ended';

const account = given(process);
const taken: EventIn<'account'> = {
  ...{ type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', companyId: 'c' },
  ...{ activatedAt: 0, tier: 0, tierOneAt: 1, tierTwoAt: 2 },
};
const ended = (companyId: string): EventIn<'account'> => ({ type: 'MembershipEnded', companyId, reason: 'left', at: 5, roles: {} });
const proposed = (companyId: string, registrationId: string): EventIn<'account'> => ({
  ...{ type: 'MembershipProposed', companyId, registrationId, positionStreamId: 'o' },
});
const activated = (companyId: string): EventIn<'account'> => ({ type: 'MembershipActivated', companyId, at: 3 });
const owedAfter = (...events: EventIn<'account'>[]) => process.owed(account(...events).state());
const both = (n: number) => ['leaveDirectory', 'endCompanySessions', 'takeRolesBack'].map((kind) => ({ kind, n }));

describe('a membership that has ended', () => {
  it('is told to the directory of the company and to where the person is signed in there, at once', () => {
    expect(owedAfter(taken)).toEqual([]);
    expect(owedAfter(taken, ended('c'))).toEqual(both(1));
  });

  it('is told by its own number, one company after the other', () => {
    const left = [taken, ended('c'), proposed('e', 'r'), activated('e'), ended('e')] as const;
    expect(owedAfter(...left)).toEqual([...both(1), ...both(2)]);
    const { state } = account(...left);
    expect([1, 2, 3].map((n) => endingWith(state(), n))).toEqual([{ companyId: 'c' }, { companyId: 'e', entryId: 'r' }, undefined]);
  });

  it('is told no more once the person comes back, from the approval on: the new entry is theirs', () => {
    expect(owedAfter(taken, ended('c'), proposed('c', 'r'))).toEqual([]);
    expect(owedAfter(taken, ended('c'), proposed('c', 'r'), activated('c'))).toEqual([]);
    const again = [taken, ended('c'), proposed('c', 'r'), activated('c'), ended('c')] as const;
    expect(owedAfter(...again)).toEqual(both(2));
    expect(endingWith(account(...again).state(), 2)).toEqual({ companyId: 'c', entryId: 'r' });
  });

  it('is the matter of the purge once the account is gone', () => {
    const purged: EventIn<'account'> = { type: 'AccountPurged', deregistrationId: 'd', phoneFreeAt: 9 };
    expect(owedAfter(taken, ended('c'), { type: 'AccountFrozen', deregistrationId: 'd' }, purged)).toEqual([]);
  });
});
