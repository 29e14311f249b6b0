import { expectTables, given } from '#testing';
import type { Company } from '../company/company';
import type { CommandOf, EventIn } from '../processes';
import type { Department } from '../department/department';
import { departmentsHeldBy, holdersOf, role as process } from './role';

const role = given(process);
const company: Company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' };
const grant = (principalId: string): CommandOf<'role'> => ({ type: 'GrantRole', companyId: 'c', role: 'it-admin', principalId });
const granted = (principalId: string): EventIn<'role'> => ({ type: 'RoleGranted', companyId: 'c', role: 'it-admin', principalId });
const department = (departmentId: string): Department => ({ status: 'kept', companyId: 'c', departmentId });
const ofDepartments = (principalId: string, departmentIds: readonly string[]) =>
  ({ companyId: 'c', role: 'department-admin', principalId, departmentIds }) as const;
const administer = (principalId: string, ...departmentIds: string[]): CommandOf<'role'> => ({
  type: 'GrantRole',
  ...ofDepartments(principalId, departmentIds),
});
const administers = (principalId: string, ...departmentIds: string[]): EventIn<'role'> => ({
  type: 'RoleGranted',
  ...ofDepartments(principalId, departmentIds),
});

describe('a role of the platform', () => {
  const reviewer = { role: 'identity-reviewer' } as const;

  it('makes its holder a reviewer of identities for all companies: it belongs to none (R17)', () => {
    role()
      .when({ type: 'GrantRole', ...reviewer, principalId: 'a' }, { at: 0 })
      .then({ type: 'RoleGranted', ...reviewer, principalId: 'a' });
    const { state } = role({ type: 'RoleGranted', ...reviewer, principalId: 'a' });
    expect([state(), process.columns(state())]).toEqual([{ status: 'granted', ...reviewer, holders: ['a'] }, {}]);
  });

  it('cannot be granted by a company, nor a company’s role by the platform', () => {
    role()
      .when({ type: 'GrantRole', ...reviewer, companyId: 'c', principalId: 'a' }, { at: 0, facts: { company } })
      .thenRefused('role-unknown');
    role().when({ type: 'GrantRole', role: 'it-admin', principalId: 'a' }, { at: 0 }).thenRefused('role-unknown');
  });
});

describe('a role in a company', () => {
  it('is held by as many people as it is granted to, each once', () => {
    role().when(grant('a'), { at: 0, facts: { company } }).then(granted('a'));
    role(granted('a')).when(grant('b'), { at: 0, facts: { company } }).then(granted('b'));
    role(granted('a'), granted('b')).when(grant('a'), { at: 0, facts: { company } }).thenRefused('role-held-already');
    expect(holdersOf(role(granted('a'), granted('b')).state())).toEqual(['a', 'b']);
    expect(holdersOf(undefined)).toEqual([]);
  });

  it('of a department admin names the departments of each holder, and more of them later (G7)', () => {
    role()
      .when(administer('a', 'd1'), { at: 0, facts: { company, 'department d1': department('d1') } })
      .then(administers('a', 'd1'));
    const facts = { company, 'department d1': department('d1'), 'department d2': department('d2') };
    role(administers('a', 'd1'))
      .when(administer('a', 'd1', 'd2'), { at: 0, facts })
      .then(administers('a', 'd1', 'd2'));
    role(administers('a', 'd1', 'd2'))
      .when(administer('a', 'd2'), { at: 0, facts })
      .thenRefused('role-held-already');
    const { state } = role(administers('a', 'd1'), administers('b', 'd2'), administers('a', 'd2'));
    expect(['a', 'b', 'c'].map((holder) => departmentsHeldBy(state(), holder))).toEqual([['d1', 'd2'], ['d2'], []]);
    expect(holdersOf(state())).toEqual(['a', 'b']);
  });

  it('of a department admin is granted for departments of this company alone (G7)', () => {
    role().when(administer('a', 'd1'), { at: 0, facts: { company } }).thenRefused('department-unknown');
    const elsewhere = { ...department('d1'), companyId: 'other' };
    role()
      .when(administer('a', 'd1'), { at: 0, facts: { company, 'department d1': elsewhere } })
      .thenRefused('department-unknown');
    role()
      .when({ ...grant('a'), departmentIds: ['d1'] }, { at: 0, facts: { company } })
      .thenRefused('departments-misplaced');
    role()
      .when({ ...grant('a'), role: 'department-admin' }, { at: 0, facts: { company } })
      .thenRefused('departments-misplaced');
  });

  it('shows how many hold it, not who, and in which company', () => {
    expect(process.view(role(granted('a')).state())).toEqual({ role: 'it-admin', holders: 1 });
    expect(process.columns(role(granted('a')).state())).toEqual({ companyId: 'c', subjectId: 'c' });
  });

  it('in every state × every command', () => {
    expectTables(process, (state) => state, [
      {
        row: (state) => holdersOf(state).join('+') || state.status,
        columns: {
          'to a': () => [{ command: grant('a'), facts: { company } }],
          'to b': () => [{ command: grant('b'), facts: { company } }],
          'not verified': () => [{ command: grant('a') }],
        },
        written: `
situation | to a              | to b              | not verified
none      | ✓                 | ✓                 | company-not-verified
a         | role-held-already | ✓                 | company-not-verified
b         | ✓                 | role-held-already | company-not-verified
a+b       | role-held-already | role-held-already | company-not-verified
b+a       | role-held-already | role-held-already | company-not-verified
`,
      },
    ]);
  });
});
