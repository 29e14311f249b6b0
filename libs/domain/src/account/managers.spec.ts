import { given } from '#testing';
import { targetsOf } from '../reaction';
import { reactions } from '../reactions';
import type { AccountEvent } from './account.events';
import { account as process } from './account.process';

const account = given(process);
const instants = { activatedAt: 0, tierOneAt: 1, tierTwoAt: 2 };
const opened: AccountEvent = { type: 'AccountOpened', registrationId: 'r', subjectId: 's', phoneId: 'p', companyId: 'c', managers: ['m'] };
const living: AccountEvent[] = [
  { ...opened, companyId: 'other' },
  { type: 'AccountActivated', ...instants },
];

describe('a membership', () => {
  it('keeps the managers of its invite from its activation on, of a new account and of one that joins', () => {
    expect(account(opened, { type: 'AccountActivated', ...instants }).state()).toMatchObject({
      memberships: { c: { status: 'active', managers: ['m'] } },
    });
    const join = { type: 'JoinCompany', registrationId: 'r', companyId: 'c', positionStreamId: 'o', managers: ['m', 'n'] } as const;
    const proposed = {
      type: 'MembershipProposed',
      registrationId: 'r',
      companyId: 'c',
      positionStreamId: 'o',
      managers: ['m', 'n'],
    } as const;
    account(...living)
      .when(join, { at: 0 })
      .then(proposed);
    expect(account(...living, proposed, { type: 'MembershipActivated', companyId: 'c', at: 0 }).state()).toMatchObject({
      memberships: { other: { managers: ['m'] }, c: { status: 'active', managers: ['m', 'n'] } },
    });
  });

  it('gets them from the registration, and none where its invite names none', () => {
    const sent = (managers: readonly string[], joins?: string) =>
      reactions
        .filter(({ when }) => when.event === 'RegistrationApproved')
        .flatMap((reaction) => {
          const joining = { companyId: 'c', inviteId: 'i', positionStreamId: 'o', managers, autoApprove: false };
          const approved = { type: 'RegistrationApproved', accountId: 'a', joins } as never;
          const found = targetsOf(reaction, approved, { subjectId: 's', phoneId: 'p', joining }, 'r');
          return found.map(({ command }) => (command as { managers?: readonly string[] }).managers);
        });
    expect([sent(['m']), sent(['m'], 'a'), sent([])]).toEqual([[['m']], [['m']], [undefined]]);
  });
});
