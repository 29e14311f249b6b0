import { given } from '#testing';
import { day } from '../decider';
import type { Role } from '../role/role';
import { hasLeft } from './account';
import type { AccountEvent } from './account.events';
import { accountPolicy } from './account.policy';
import { account as process, type AccountCommand } from './account.process';

const account = given(process);
const at = 5 * day;
const times = { activatedAt: 0, tier: 0 as const, tierOneAt: 8 * day, tierTwoAt: 31 * day };
const member: AccountEvent = { type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', companyId: 'c', ...times };
const proposed: AccountEvent = { type: 'MembershipProposed', companyId: 'c', positionStreamId: 'o', registrationId: 'r' };
const joined: AccountEvent = { type: 'MembershipActivated', companyId: 'c', at };
const roleStreams = { 'it-admin': 'i', 'super-admin': 'u' };
const end: AccountCommand = { type: 'EndMembership', companyId: 'c', reason: 'left', principalId: 'me', roleStreams };
const ended: AccountEvent = { type: 'MembershipEnded', companyId: 'c', reason: 'left', at, roles: {} };
const held = (role: 'it-admin' | 'super-admin', ...holders: string[]): Role => ({ status: 'granted', companyId: 'c', role, holders });

describe('a membership that ends', () => {
  it('says when and why, and the company is none of the person’s any more', () => {
    account(member).when(end, { at }).then(ended);
    account(member)
      .when({ ...end, reason: 'removed' }, { at })
      .then({ ...ended, reason: 'removed' });
    const { state } = account(member, ended);
    expect([process.view(state()).memberships, process.seenBy(state(), 'a').companies, hasLeft(state(), 'c')]).toEqual([[], [], true]);
    account(member, ended).when(end, { at }).thenRefused('not-a-member');
  });

  it('reaches as far as the department that it lies in (G7)', () => {
    const { reaches } = process.rules.EndMembership;
    const sold: AccountEvent = { ...proposed, companyId: 'd', departmentId: 'sales' };
    const { state } = account(member, sold);
    expect([reaches({ ...end, companyId: 'd' }, state()), reaches(end, state())]).toEqual([['sales'], 'company']);
  });

  it('takes the roles with it that the person holds there, and no others', () => {
    account(member)
      .when(end, { at, facts: { 'it-admin': held('it-admin', 'me', 'other'), 'super-admin': held('super-admin', 'other') } })
      .then({ ...ended, principalId: 'me', roles: { 'it-admin': 'i' } });
  });

  it('is refused to the last super admin, and not to one of two (X1)', () => {
    account(member)
      .when(end, { at, facts: { 'super-admin': held('super-admin', 'me') } })
      .thenRefused('admin-transfer-required');
    account(member)
      .when(end, { at, facts: { 'super-admin': held('super-admin', 'me', 'other') } })
      .then({ ...ended, principalId: 'me', roles: { 'super-admin': 'u' } });
  });

  it('may begin again; what was before is not left any more', () => {
    account(member, ended).when({ type: 'JoinCompany', companyId: 'c', positionStreamId: 'o', registrationId: 'r' }, { at }).then(proposed);
    expect(hasLeft(account(member, ended, proposed).state(), 'c')).toBe(true);
    expect(hasLeft(account(member, ended, proposed, joined).state(), 'c')).toBe(false);
    expect(hasLeft(account(member).state(), 'c')).toBe(false);
  });

  it('ends as often as the policy says', () => {
    const { membershipEnds: limit } = accountPolicy;
    const again = Array.from({ length: limit }, () => [ended, proposed, joined]).flat();
    account(member, ...again)
      .when(end, { at })
      .thenRefused('repeated-too-often', { limit });
    account(member, ...again.slice(3))
      .when(end, { at })
      .then(ended);
  });

  it('leaves the company among those whose directory has an entry until the purge', () => {
    const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
    const purged: AccountEvent = { type: 'AccountPurged', deregistrationId: 'd', phoneFreeAt: 9 };
    expect(account(member, ended, frozen, purged).state()).toMatchObject({ companies: ['c'] });
  });
});
