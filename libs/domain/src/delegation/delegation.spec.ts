import { expectTables, given } from '#testing';
import type { Account } from '../account/account';
import { day, hour } from '../decider';
import type { CommandOf, EventIn } from '../processes';
import type { Role } from '../role/role';
import { covers, isActiveIn } from './delegation';
import { delegation as process } from './delegation.process';
import { delegationPolicy } from './delegation.policy';

const delegation = given(process);
const memberOf = (companyId: string, departmentId?: string): Account => ({
  ...{ status: 'living', subjectId: 's', phoneId: 'p', activatedAt: 0, tierOneAt: 0, tierTwoAt: 0, tier: 2 },
  memberships: { [companyId]: { status: 'active', ...(departmentId !== undefined && { departmentId }) } },
});
const holders = (role: 'it-admin' | 'operator', ...people: string[]): Role => ({ status: 'granted', role, holders: people });
const now = 100 * day;
const give = {
  ...{ type: 'GiveDelegation', delegator: 'a', delegate: 'b', companyId: 'c', from: now + day, until: now + 8 * day },
  ...{ delegatorAccountId: 'aa', delegateAccountId: 'bb', roleStreams: { 'it-admin': 'i' } },
} as const satisfies CommandOf<'delegation'>;
const members = { delegatorAccount: memberOf('c'), delegateAccount: memberOf('c') };
const inTime = { at: now, facts: members };
const wasGiven: EventIn<'delegation'> = {
  ...{ type: 'DelegationGiven', delegator: 'a', delegate: 'b', companyId: 'c', from: now + day, until: now + 8 * day },
};
const end = { type: 'EndDelegation', by: 'delegator' } as const;

describe('a delegation', () => {
  it('lets a person of the same company decide in somebody’s place, from one instant to another; without a beginning from now on', () => {
    delegation().when(give, inTime).then(wasGiven);
    const { from: _from, ...atOnce } = give;
    delegation()
      .when(atOnce, inTime)
      .then({ ...wasGiven, from: now });
    delegation()
      .when({ ...give, matterTypes: ['document-export'] }, inTime)
      .then({ ...wasGiven, matterTypes: ['document-export'] });
  });

  it('is for somebody else: for oneself under no id of one’s own', () => {
    delegation()
      .when({ ...give, delegate: 'a' }, inTime)
      .thenRefused('delegate-is-delegator');
    delegation()
      .when({ ...give, aliases: ['x', 'a'] }, inTime)
      .thenRefused('delegate-is-delegator');
  });

  it.each([
    ['backdated', { from: now - 1, until: now + day }, ['backdated']],
    ['further ahead than the policy says', { from: now + 180 * day + 1, until: now + 181 * day }, ['too-far-ahead']],
    ['that ends before it begins', { from: now + day, until: now + day }, ['ends-before-it-begins']],
    ['that ends in the past', { until: now }, ['ends-before-it-begins']],
    ['longer than the policy says', { from: now, until: now + 90 * day + 1 }, ['too-long']],
  ])('%s is none', (_, time, unmet) => {
    const { from: _from, ...atOnce } = give;
    delegation()
      .when({ ...atOnce, ...time }, inTime)
      .thenRefused('delegation-period-invalid', { unmet, limit: 90 });
  });

  it('may be as long, and as far ahead, as the policy says', () => {
    const { daysMax, daysAheadMax } = delegationPolicy;
    const from = now + daysAheadMax * day;
    delegation()
      .when({ ...give, from, until: from + daysMax * day }, inTime)
      .thenAccepted();
  });

  it('joins two people who both belong to the company, by their account or a role there', () => {
    const of = (facts: object) => ({ at: now, facts: { ...members, ...facts } });
    delegation()
      .when(give, of({ delegateAccount: memberOf('other') }))
      .thenRefused('delegate-not-a-member');
    delegation()
      .when(give, of({ delegateAccount: undefined }))
      .thenRefused('delegate-not-a-member');
    delegation()
      .when(give, of({ delegatorAccount: memberOf('other') }))
      .thenRefused('delegator-not-a-member');
    delegation()
      .when(give, { at: now, facts: { 'it-admin': holders('it-admin', 'a', 'b') } })
      .thenAccepted();
  });

  it('of the platform’s matters joins two people who hold a role of it', () => {
    const { companyId: _companyId, ...ofPlatform } = give;
    delegation().when(ofPlatform, inTime).thenRefused('delegator-not-a-member');
    delegation()
      .when(ofPlatform, { at: now, facts: { operator: holders('operator', 'a') } })
      .thenRefused('delegate-not-a-member');
    delegation()
      .when(ofPlatform, { at: now, facts: { operator: holders('operator', 'a', 'b') } })
      .thenAccepted();
  });

  it('lies in the department of the delegator, by which administrators reach it', () => {
    const inSales = { ...members, delegatorAccount: memberOf('c', 'sales') };
    delegation().when(give, { at: now, facts: inSales }).thenRefused('delegator-not-a-member');
    delegation()
      .when({ ...give, departmentId: 'sales' }, { at: now, facts: inSales })
      .then({ ...wasGiven, departmentId: 'sales' });
    expect(process.rules.GiveDelegation.reaches({ ...give, departmentId: 'sales' }, { status: 'none' })).toEqual(['sales']);
    expect(process.rules.GiveDelegation.reaches(give, { status: 'none' })).toBe('company');
  });

  it('holds from its beginning to, not at, its end, in its company and for its types of matter', () => {
    const state = delegation({ ...wasGiven, matterTypes: ['registration'] }).state();
    const holds = (at: number) => isActiveIn(state, 'c', at);
    expect([now + day - 1, now + day, now + 8 * day - 1, now + 8 * day].map(holds)).toEqual([false, true, true, false]);
    const at = now + 2 * day;
    expect(covers(state, { companyId: 'c', matterType: 'registration' }, at)).toBe(true);
    expect(covers(state, { companyId: 'c', matterType: 'document-export' }, at)).toBe(false);
    expect(covers(state, { companyId: 'other', matterType: 'registration' }, at)).toBe(false);
    expect(covers(state, { matterType: 'registration' }, at)).toBe(false);
    expect(covers(undefined, { companyId: 'c', matterType: 'registration' }, at)).toBe(false);
  });

  it('is ended by either of its two, or by an administrator, before its time is over', () => {
    for (const by of ['delegator', 'delegate', 'administrator'] as const) {
      const ended = { type: 'DelegationEnded', by, at: now + hour } as const;
      delegation(wasGiven)
        .when({ ...end, by }, { at: now + hour })
        .then(ended);
      expect(isActiveIn(delegation(wasGiven, ended).state(), 'c', now + 2 * day)).toBe(false);
    }
    delegation(wasGiven)
      .when(end, { at: now + 8 * day })
      .thenRefused('delegation-ended');
  });

  it('is seen by its two, by administrators of the company, and by no service', () => {
    expect(process.seenBy(delegation({ ...wasGiven, departmentId: 'sales' }).state(), 'd')).toMatchObject({
      services: 'parties',
      companies: ['c'],
      departments: ['sales'],
      principals: ['a', 'b'],
    });
  });

  it('ends with the departure of one of its two, from the company or for good, and with nothing else', () => {
    const lapse = { type: 'LapseDelegation', by: 'delegate-left', accountId: 'bb' } as const;
    const left: Account = { ...memberOf('d'), ended: { c: { at: 0 } } } as never;
    const purged = { status: 'purged' } as Account;
    for (const account of [left, purged])
      delegation(wasGiven).when(lapse, { at: now, facts: { account } }).then({ type: 'DelegationEnded', by: 'delegate-left', at: now });
    delegation(wasGiven)
      .when({ type: 'LapseDelegation', by: 'delegator-left' }, { at: now, facts: {} })
      .then({ type: 'DelegationEnded', by: 'delegator-left', at: now });
    const frozen = { ...memberOf('c'), frozenBy: 'd' } as Account;
    for (const account of [memberOf('c'), frozen, undefined])
      delegation(wasGiven)
        .when(lapse, { at: now, facts: account ? { account } : {} })
        .thenRefused('delegation-holds');
  });

  it('in every state × every command', () => {
    expectTables(process, (state) => state, [
      {
        row: ({ status }) => status,
        columns: {
          GiveDelegation: () => [{ command: give, facts: members }],
          EndDelegation: () => [{ command: end }],
          LapseDelegation: () => [{ command: { type: 'LapseDelegation' as const, by: 'delegator-left' as const } }],
        },
        written: `
situation | GiveDelegation    | EndDelegation      | LapseDelegation
none      | ✓                 | delegation-unknown | delegation-unknown
given     | delegation-exists | ✓                  | ✓
ended     | delegation-exists | delegation-ended   | delegation-ended
`,
      },
    ]);
  });
});
