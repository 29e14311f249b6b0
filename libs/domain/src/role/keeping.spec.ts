import { given } from '#testing';
import type { Account } from '../account/account';
import type { CommandOf, EventIn } from '../processes';
import { role as process } from './role';

const role = given(process);
const held = (name: 'operator' | 'auditor' | 'key-maker' | 'reviewer-appointer', principalId: string): EventIn<'role'> => ({
  type: 'RoleGranted',
  role: name,
  principalId,
});
const admin = (principalId: string) => ({ type: 'RoleGranted' as const, companyId: 'c', role: 'super-admin' as const, principalId });
const back = (fields: Partial<CommandOf<'role'> & { type: 'TakeRoleBack' }>): CommandOf<'role'> => ({
  type: 'TakeRoleBack',
  role: 'operator',
  principalId: 'a',
  ...fields,
});
const living: Account = {
  status: 'living',
  subjectId: 's',
  phoneId: 'p',
  memberships: {},
  tier: 0,
  activatedAt: 0,
  tierOneAt: 1,
  tierTwoAt: 2,
};
const frozen: Account = { ...living, frozenBy: 'd' };
const gone: Account = { status: 'purged', subjectId: 's', activatedAt: 0, tier: 0, deregistrationId: 'd', companies: [] };

describe('a role that somebody must hold', () => {
  it.each(['operator', 'key-maker', 'reviewer-appointer'] as const)('over the platform, %s, is not taken from its last holder', (name) => {
    role(held(name, 'a'))
      .when(back({ role: name, others: [] }), { at: 0 })
      .thenRefused('last-holder');
    role(held(name, 'a'), held(name, 'b'))
      .when(back({ role: name, others: [{ principalId: 'b', accountId: 'of-b' }] }), { at: 0 })
      .then({ type: 'RoleTakenBack', role: name, principalId: 'a' });
  });

  it('is none of an auditor: operators read what auditors read', () => {
    role(held('auditor', 'a'))
      .when(back({ role: 'auditor', others: [] }), { at: 0 })
      .then({ type: 'RoleTakenBack', role: 'auditor', principalId: 'a' });
  });

  it.each([
    ['is frozen', frozen, 'last-holder'],
    ['is gone', gone, 'last-holder'],
  ])('does not count another holder whose account %s', (_, account, code) => {
    role(held('operator', 'a'), held('operator', 'b'))
      .when(back({ others: [{ principalId: 'b', accountId: 'of-b' }] }), { at: 0, facts: { 'holder of-b': account } })
      .thenRefused(code);
  });

  it('counts another holder with an account that is there, and one who has none', () => {
    for (const facts of [{ 'holder of-b': living }, {}])
      role(held('operator', 'a'), held('operator', 'b'))
        .when(back({ others: [{ principalId: 'b', accountId: 'of-b' }] }), { at: 0, facts })
        .then({ type: 'RoleTakenBack', role: 'operator', principalId: 'a' });
  });

  it('does not count who was not looked up, nor another id of the same person', () => {
    role(admin('a'), admin('b'))
      .when(back({ companyId: 'c', role: 'super-admin', others: [] }), { at: 0 })
      .thenRefused('admin-transfer-required');
    role(admin('a'), admin('a-too'))
      .when(back({ companyId: 'c', role: 'super-admin', aliases: ['a-too'], others: [] }), { at: 0 })
      .thenRefused('admin-transfer-required');
  });

  it('goes under each id of the person who held it', () => {
    const taken = (principalId: string) => ({ type: 'RoleTakenBack' as const, companyId: 'c', role: 'it-admin' as const, principalId });
    const made = (principalId: string) => ({ ...taken(principalId), type: 'RoleGranted' as const });
    role(made('a'), made('a-too'), made('b'))
      .when(back({ companyId: 'c', role: 'it-admin', aliases: ['a-too'], others: [] }), { at: 0 })
      .then(taken('a'), taken('a-too'));
    role(made('a-too'))
      .when(back({ companyId: 'c', role: 'it-admin', aliases: ['a-too'], others: [] }), { at: 0 })
      .then(taken('a-too'));
  });
});
