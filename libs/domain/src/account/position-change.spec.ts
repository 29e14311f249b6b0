import { given } from '#testing';
import { day } from '../decider';
import type { Position } from '../position/position';
import type { AccountEvent } from './account.events';
import { account as process, type AccountCommand } from './account.process';

const account = given(process);
const at = 9 * day;
const member: AccountEvent = {
  ...{ type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', companyId: 'c' },
  ...{ activatedAt: 0, tier: 1, tierOneAt: 8 * day, tierTwoAt: 31 * day },
};
const change: AccountCommand = { type: 'ChangePosition', companyId: 'c', positionStreamId: 'o' };
const offered = (companyId = 'c', status: 'offered' | 'retired' = 'offered'): Position => ({
  ...{ status, companyId, positionId: 'sales', template: 'sales', autoApprove: false },
});
const changed: AccountEvent = { type: 'PositionChanged', companyId: 'c', positionStreamId: 'o', positionId: 'sales', template: 'sales' };

describe('another position for a member (G11)', () => {
  it('brings its template in place of the former one, and directories are told', () => {
    account(member)
      .when(change, { at, facts: { position: offered() } })
      .then(changed);
    const { state } = account(member, changed);
    expect(process.view(state(), at).memberships).toEqual([{ companyId: 'c', state: 'active', positionId: 'sales', template: 'sales' }]);
    expect(process.owed(state())).toEqual([{ kind: 'updateDirectoryEntries', n: 1 }]);
    account(member, changed)
      .when({ ...change, positionStreamId: 'n' }, { at, facts: { position: offered() } })
      .then({ ...changed, positionStreamId: 'n', from: 'sales' });
  });

  it('is one that the company offers, another one than before, and of an active member', () => {
    const refused = (why: string, position: Position | undefined, ...events: AccountEvent[]) =>
      account(member, ...events)
        .when(change, { at, facts: { position } })
        .thenRefused(why);
    refused('position-unknown', undefined);
    refused('position-unknown', offered('d'));
    refused('position-retired', offered('c', 'retired'));
    refused('in-position-already', offered(), changed);
    refused('membership-not-active', offered(), { type: 'MembershipBecameDormant', companyId: 'c', reason: 'on-leave', at, roles: {} });
    account(member)
      .when({ ...change, companyId: 'd' }, { at })
      .thenRefused('not-a-member');
  });
});
