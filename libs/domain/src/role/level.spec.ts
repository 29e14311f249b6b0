import { given } from '#testing';
import type { Account } from '../account/account';
import type { Level } from '../account/levels.policy';
import { levelPolicy } from '../account/levels.policy';
import type { Company } from '../company/company';
import type { ChosenProfile } from '../company/verification-profile';
import { day } from '../decider';
import type { CommandOf, EventIn } from '../processes';
import { companyRoles, role as process, type RoleWord } from './role';

const companyOf = (verification?: ChosenProfile): Company => ({
  ...{ status: 'verified', companyId: 'c', companyKind: 'enterprise' },
  ...(verification && { verification }),
});
const strict = companyOf({ profile: 'strict' });
const accountAt = (level: Level): Account => ({
  ...{ status: 'living', subjectId: 's', phoneId: 'p', memberships: {}, activatedAt: 0, tierOneAt: 1, tierTwoAt: 2, tier: 0 },
  ...{ level, levelAt: 0 },
});
const grant = (role: RoleWord, principalId: string): CommandOf<'role'> => ({
  ...{ type: 'GrantRole', companyId: 'c', role, principalId, accountId: 'a' },
  ...(role === 'department-admin' && { departmentIds: ['d'] }),
});
const granted = (role: RoleWord, principalId: string): EventIn<'role'> => ({ type: 'RoleGranted', companyId: 'c', role, principalId });
const department = { status: 'kept', companyId: 'c', departmentId: 'd' } as const;
const facts = (company: Company, account?: Account) => ({ company, 'department d': department, ...(account && { account }) });

describe('a role of administration (V1)', () => {
  it.each(companyRoles)('%s needs level 3 in a strict company: level 2 is refused with the level that is asked', (role) => {
    const held = given(process)(granted(role, 'first'));
    held.when(grant(role, 'next'), { at: 1, facts: facts(strict, accountAt(2)) }).thenRefused('level-too-low', { atLeast: 3 });
    held.when(grant(role, 'next'), { at: 1, facts: facts(strict, accountAt(3)) }).thenAccepted();
  });

  it('needs none in a standard company, and what a company says in any', () => {
    const held = given(process)(granted('it-admin', 'first'));
    held.when(grant('it-admin', 'next'), { at: 1, facts: facts(companyOf()) }).thenAccepted();
    const asks = companyOf({ profile: 'standard', adminLevel: 2 });
    held.when(grant('it-admin', 'next'), { at: 1, facts: facts(asks, accountAt(1)) }).thenRefused('level-too-low', { atLeast: 2 });
    held.when(grant('it-admin', 'next'), { at: 1, facts: facts(asks, accountAt(2)) }).thenAccepted();
  });

  it('is not given to a person without an account where a level is asked: nothing shows what they have proven', () => {
    given(process)(granted('it-admin', 'first'))
      .when(grant('it-admin', 'next'), { at: 1, facts: facts(strict) })
      .thenRefused('level-too-low', { atLeast: 3 });
  });

  it('asks the level that counts now, whether or not the alarm of the idle account has rung (V2)', () => {
    const idleAt = levelPolicy.idleDays * day;
    const held = given(process)(granted('it-admin', 'first'));
    held.when(grant('it-admin', 'next'), { at: idleAt - 1, facts: facts(strict, accountAt(3)) }).thenAccepted();
    held.when(grant('it-admin', 'next'), { at: idleAt, facts: facts(strict, accountAt(3)) }).thenRefused('level-too-low', { atLeast: 3 });
  });

  it('is given to the first super admin without a level, and the record says that an operator vouches for them', () => {
    given(process)()
      .when(grant('super-admin', 'first'), { at: 1, facts: facts(strict) })
      .then({ type: 'RoleGranted', companyId: 'c', role: 'super-admin', principalId: 'first', attested: true });
    given(process)()
      .when(grant('super-admin', 'first'), { at: 1, facts: facts(companyOf()) })
      .then(granted('super-admin', 'first'));
  });

  it('reads the account with the locks that each grant takes anyway, for the membership too: no second look', () => {
    const needs = (company: Company, role: RoleWord) => {
      const { state } = given(process)(granted(role, 'first'));
      return Object.keys(process.needs(grant(role, 'next'), state(), { company, 'department d': department }));
    };
    const once = needs(companyOf(), 'it-admin');
    expect(once).toContain('account');
    expect([needs(strict, 'it-admin'), needs(strict, 'group:night-shift')]).toEqual([once, once]);
  });

  it('stays with those who hold it when the company becomes strict: a group asks for none at all', () => {
    const held = given(process)(granted('it-admin', 'first'));
    held.when(grant('it-admin', 'first'), { at: 1, facts: facts(strict, accountAt(3)) }).thenRefused('role-held-already');
    given(process)()
      .when(grant('group:night-shift', 'a'), { at: 1, facts: facts(strict) })
      .thenAccepted();
  });
});
