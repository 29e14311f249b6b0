import { given } from '#testing';
import { day } from '../decider';
import type { Role } from '../role/role';
import { hasLeft } from './account';
import type { AccountEvent } from './account.events';
import { accountPolicy } from './account.policy';
import { account as process, type AccountCommand } from './account.process';
import { furthestLeave, heldUntil, keepingPolicy } from './keeping.policy';
import { levelEndsAt } from './proof';

const account = given(process);
const at = 200 * day;
const times = { activatedAt: 0, tier: 2 as const, tierOneAt: 8 * day, tierTwoAt: 31 * day };
const member: AccountEvent = { type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', companyId: 'c', ...times };
const elsewhere: AccountEvent[] = [
  { type: 'MembershipProposed', companyId: 'd', positionStreamId: 'o', registrationId: 'r' },
  { type: 'MembershipActivated', companyId: 'd', at: 1 },
];
const proven: AccountEvent = { type: 'LevelRaised', level: 1, at: at - day };
const roleStreams = { 'it-admin': 'i', 'super-admin': 'u' };
const held = (role: 'it-admin' | 'super-admin', ...holders: string[]): Role => ({ status: 'granted', companyId: 'c', role, holders });
const sleep: AccountCommand = { type: 'MakeMemberDormant', companyId: 'c', reason: 'on-leave', principalId: 'me', roleStreams };
const asleep: AccountEvent = { type: 'MembershipBecameDormant', companyId: 'c', reason: 'on-leave', at, roles: {} };
const wake: AccountCommand = { type: 'WakeMember', companyId: 'c' };
const woken: AccountEvent = { type: 'MembershipWoken', companyId: 'c', at: at + 1, day: at };
const endsAt = (when: number, fate: 'end' | 'dormant' = 'end'): AccountCommand & { type: 'EndEmployment' } => ({
  ...{ type: 'EndEmployment', companyId: 'c', at: when, fate, principalId: 'me', roleStreams },
});
const planned = (when: number, fate: 'end' | 'dormant' = 'end'): AccountEvent => ({
  ...{ type: 'EmploymentEndPlanned', companyId: 'c', at: when, fate, principalId: 'me', roles: roleStreams },
});
const onTime: AccountCommand = { type: 'EndPlannedEmployment', companyId: 'c' };
const ended = (when: number, fate: 'end' | 'dormant' = 'end'): AccountEvent => ({
  type: 'EmploymentEnded',
  companyId: 'c',
  at: when,
  fate,
});
const over: AccountEvent = { type: 'MembershipEnded', companyId: 'c', reason: 'removed', at, roles: {} };

describe('a dormant member (G8)', () => {
  it('keeps the account and the company’s place, and has left for all that asks members', () => {
    account(member).when(sleep, { at }).then(asleep);
    const { state } = account(member, asleep);
    expect(process.view(state(), at).memberships).toEqual([{ companyId: 'c', state: 'dormant', dormantAt: at }]);
    expect([hasLeft(state(), 'c'), process.seenBy(state(), 'a').companies]).toEqual([true, ['c']]);
    const may = process.view(state(), at).capabilities as readonly string[];
    expect([may.includes('internal-chat'), may.includes('company-apps')]).toEqual([true, false]);
  });

  it('has lost the roles there, and is signed out of that company, by a number of its own among all endings', () => {
    account(member)
      .when(sleep, { at, facts: { 'it-admin': held('it-admin', 'me') } })
      .then({ ...asleep, principalId: 'me', roles: { 'it-admin': 'i' } });
    const owed = (...events: AccountEvent[]) => process.owed(account(member, ...elsewhere, ...events).state());
    const both = (n: number) => ['endCompanySessions', 'takeRolesBack'].map((kind) => ({ kind, n }));
    expect(owed(asleep)).toEqual(both(1));
    expect(owed(asleep, woken)).toEqual([]);
    expect(owed(asleep, woken, asleep)).toEqual(both(2));
    expect(owed(asleep, { ...over, companyId: 'd' })).toEqual([{ kind: 'leaveDirectory', n: 2 }, ...both(2), ...both(1)]);
  });

  it('is not the last super admin, is no stranger, and does not sleep twice', () => {
    account(member)
      .when(sleep, { at, facts: { 'super-admin': held('super-admin', 'me') } })
      .thenRefused('admin-transfer-required');
    account(member)
      .when({ ...sleep, companyId: 'd' }, { at })
      .thenRefused('not-a-member');
    account(member, asleep).when(sleep, { at }).thenRefused('not-active');
  });

  it('wakes with the level that is asked, and not while the account is being deregistered; the idle clock begins anew', () => {
    account(member, asleep).when(wake, { at }).thenRefused('level-too-low', { atLeast: keepingPolicy.wakeLevel });
    account(member, proven, asleep)
      .when(wake, { at: at + 1 })
      .then(woken);
    account(member, proven).when(wake, { at }).thenRefused('not-dormant');
    account(member, proven, asleep, { type: 'AccountFrozen', deregistrationId: 'x' })
      .when(wake, { at })
      .thenRefused('deregistration-pending');
    const end = (...events: AccountEvent[]) =>
      levelEndsAt(account(member, proven, ...events).state() as Parameters<typeof levelEndsAt>[0])!;
    expect(end(asleep, woken) - end(asleep)).toBe(2 * day);
  });

  it('may be let go for good', () => {
    account(member, asleep).when({ type: 'EndMembership', companyId: 'c', reason: 'removed', roleStreams }, { at }).then(over);
    account(member, asleep).when(endsAt(at), { at }).then(ended(at), over);
  });

  it('sleeps as often as the policy says', () => {
    const { dormancies: limit } = accountPolicy.keeping;
    const again = Array.from({ length: limit }, () => [asleep, woken]).flat();
    account(member, ...again)
      .when(sleep, { at })
      .thenRefused('repeated-too-often', { limit });
    account(member, ...again.slice(2))
      .when(sleep, { at })
      .then(asleep);
  });
});

describe('the end of an employment (G9, X24)', () => {
  it('that is here already ends this membership at once, and no other; it sleeps only on request', () => {
    account(member, ...elsewhere)
      .when(endsAt(at - 3 * day), { at })
      .then(ended(at - 3 * day), over);
    expect(process.view(account(member, ...elsewhere, ended(at), over).state(), at).memberships).toMatchObject([{ companyId: 'd' }]);
    account(member)
      .when(endsAt(at, 'dormant'), { at })
      .then(ended(at, 'dormant'), { ...asleep, reason: 'left-and-kept' });
    account(member, asleep).when(endsAt(at, 'dormant'), { at }).thenRefused('not-active');
  });

  it('that is to come is a deadline, which a rehire cancels until, not at, its instant', () => {
    account(member)
      .when(endsAt(at + 1), { at })
      .then(planned(at + 1));
    const { state } = account(member, planned(at + day));
    expect(process.due(state())).toContainEqual({ command: onTime, dueAt: at + day });
    const rehire: AccountCommand = { type: 'CancelEmploymentEnd', companyId: 'c' };
    account(member, planned(at + day))
      .when(rehire, { at: at + day - 1 })
      .then({ type: 'EmploymentEndCancelled', companyId: 'c', at: at + day - 1 });
    account(member, planned(at + day))
      .when(rehire, { at: at + day })
      .thenRefused('no-employment-end');
    account(member).when(rehire, { at }).thenRefused('no-employment-end');
    const cancelled = account(member, planned(at + day), { type: 'EmploymentEndCancelled', companyId: 'c', at });
    expect(process.due(cancelled.state())).not.toContainEqual(expect.objectContaining({ command: onTime }));
  });

  it('happens on its day, not before, frozen or not; who sleeps by then is let go', () => {
    account(member, planned(at))
      .when(onTime, { at: at - 1 })
      .thenRefused('not-due', { availableAt: at });
    account(member, planned(at), { type: 'AccountFrozen', deregistrationId: 'x' }).when(onTime, { at }).then(ended(at), over);
    account(member, planned(at, 'dormant'))
      .when(onTime, { at })
      .then(ended(at, 'dormant'), { ...asleep, reason: 'left-and-kept' });
    account(member, asleep, planned(at)).when(onTime, { at }).then(ended(at), over);
    account(member, planned(at), over).when(onTime, { at }).thenRefused('no-employment-end');
  });

  it('of the last super admin is refused at once, and held for a day on its day until there is another one (X1)', () => {
    const alone = { 'super-admin': held('super-admin', 'me') };
    account(member).when(endsAt(at), { at, facts: alone }).thenRefused('admin-transfer-required');
    account(member, planned(at))
      .when(onTime, { at, facts: alone })
      .then({ type: 'EmploymentEndHeld', companyId: 'c', until: heldUntil(at) });
    const waiting: AccountEvent[] = [member, planned(at), { type: 'EmploymentEndHeld', companyId: 'c', until: at + day }];
    expect(process.due(account(...waiting).state())).toContainEqual({ command: onTime, dueAt: at + day });
    account(...waiting)
      .when(onTime, { at: at + day, facts: { 'super-admin': held('super-admin', 'me', 'other') } })
      .then(ended(at), { ...over, at: at + day, principalId: 'me', roles: { 'super-admin': 'u' } });
  });

  it('is planned a year ahead at most, and so often at most; a newer plan takes the place of the earlier one', () => {
    account(member)
      .when(endsAt(furthestLeave(at) + 1), { at })
      .thenRefused('employment-end-too-far', { availableAt: at + 1 });
    account(member, planned(at + day))
      .when(endsAt(at + 2 * day), { at })
      .then(planned(at + 2 * day));
    const replanned = process.due(account(member, planned(at + day), planned(at + 2 * day)).state());
    expect(replanned.filter(({ command }) => command.type === onTime.type)).toEqual([{ command: onTime, dueAt: at + 2 * day }]);
    const { leavesPlanned: limit } = accountPolicy.keeping;
    account(member, ...Array.from({ length: limit }, () => planned(at + day)))
      .when(endsAt(at + day), { at })
      .thenRefused('repeated-too-often', { limit });
  });
});
