import { expectTables, given } from '#testing';
import type { Company } from '../company/company';
import type { CommandOf, EventIn } from '../processes';
import { companyPolicy } from '../company/company.policy';
import type { Department } from '../department/department';
import { departmentsHeldBy, holdersOf, role as process, type Role } from './role';

const role = given(process);
const company: Company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' };
const grant = (principalId: string): CommandOf<'role'> & { type: 'GrantRole' } => ({
  type: 'GrantRole',
  companyId: 'c',
  role: 'it-admin',
  principalId,
});
const takeBack = (principalId: string): CommandOf<'role'> => ({ type: 'TakeRoleBack', companyId: 'c', role: 'it-admin', principalId });
const takenBack = (principalId: string): EventIn<'role'> => ({ type: 'RoleTakenBack', companyId: 'c', role: 'it-admin', principalId });
/** The count beside the holders moves only the limit, which has a test of its own. */
const keyOf = (state: Role) => [state.status, holdersOf(state)];
const granted = (principalId: string): EventIn<'role'> => ({ type: 'RoleGranted', companyId: 'c', role: 'it-admin', principalId });
const department = (departmentId: string): Department => ({ status: 'kept', companyId: 'c', departmentId });
const ofDepartments = (principalId: string, departmentIds: readonly string[]) =>
  ({ companyId: 'c', role: 'department-admin', principalId, departmentIds }) as const;
const administer = (principalId: string, ...departmentIds: string[]): CommandOf<'role'> & { type: 'GrantRole' } => ({
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

describe('a right over the platform', () => {
  const first = (principalId: string): CommandOf<'role'> => ({ type: 'NameOperator', role: 'operator', principalId });
  const held = (principalId: string): EventIn<'role'> => ({ type: 'RoleGranted', role: 'operator', principalId });

  it('is named for the first two by the installation, and for nobody more', () => {
    role().when(first('a'), { at: 0 }).then(held('a'));
    role(held('a')).when(first('b'), { at: 0 }).then(held('b'));
    role(held('a'), held('b')).when(first('c'), { at: 0 }).thenRefused('operators-named');
    role(held('a'), held('b')).when({ type: 'GrantPlatformRole', role: 'operator', principalId: 'c' }, { at: 0 }).then(held('c'));
  });

  it('is granted by nobody alone', () => {
    role().when({ type: 'GrantRole', role: 'auditor', principalId: 'a' }, { at: 0 }).thenRefused('role-unknown');
    role()
      .when({ type: 'GrantRole', role: 'operator', companyId: 'c', principalId: 'a' }, { at: 0, facts: { company } })
      .thenRefused('role-unknown');
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

  it('of a department admin goes with their departments, and reaches as far as these (G7)', () => {
    const took: EventIn<'role'> = { type: 'RoleTakenBack', companyId: 'c', role: 'department-admin', principalId: 'a' };
    const { state } = role(administers('a', 'd1', 'd2'), administers('b', 'd2'));
    const goes = (principalId: string) => ({ ...took, type: 'TakeRoleBack', principalId }) as const;
    expect(['a', 'b', 'c'].map((each) => process.rules.TakeRoleBack.reaches(goes(each), state()))).toEqual([
      ['d1', 'd2'],
      ['d2'],
      'company',
    ]);
    const left = role(administers('a', 'd1', 'd2'), administers('b', 'd2'), took).state();
    expect(['a', 'b'].map((holder) => departmentsHeldBy(left, holder))).toEqual([[], ['d2']]);
    role(administers('a', 'd1', 'd2'), took)
      .when(administer('a', 'd1'), { at: 0, facts: { company, 'department d1': department('d1') } })
      .then(administers('a', 'd1'));
  });

  it('shows how many hold it, not who, and in which company', () => {
    expect(process.view(role(granted('a')).state())).toEqual({ role: 'it-admin', holders: 1 });
    expect(process.columns(role(granted('a')).state())).toEqual({ companyId: 'c', subjectId: 'c' });
  });

  it('can be taken back, and granted again, until the person was granted it 20 times', () => {
    role(granted('a')).when(takeBack('a'), { at: 0 }).then(takenBack('a'));
    role(granted('a'), takenBack('a')).when(takeBack('a'), { at: 0 }).thenRefused('role-not-held');
    role().when(takeBack('a'), { at: 0 }).thenRefused('role-not-held');
    const { grantsPerHolder: limit } = companyPolicy;
    const turns = (times: number) => Array.from({ length: times }, () => [granted('a'), takenBack('a')]).flat();
    role(...turns(limit - 1))
      .when(grant('a'), { at: 0, facts: { company } })
      .then(granted('a'));
    role(...turns(limit))
      .when(grant('a'), { at: 0, facts: { company } })
      .thenRefused('repeated-too-often', { limit });
    role(...turns(limit))
      .when(grant('b'), { at: 0, facts: { company } })
      .then(granted('b'));
    expect(holdersOf(role(granted('a'), granted('b'), takenBack('a')).state())).toEqual(['b']);
  });

  it('of the last super admin is not taken back: the company would be without one (X1)', () => {
    const admin = { companyId: 'c', role: 'super-admin' } as const;
    const made = (principalId: string) => ({ type: 'RoleGranted', ...admin, principalId }) as const;
    const command = (principalId: string) => ({ type: 'TakeRoleBack', ...admin, principalId }) as const;
    role(made('a')).when(command('a'), { at: 0 }).thenRefused('admin-transfer-required');
    role(made('a')).when(command('b'), { at: 0 }).thenRefused('role-not-held');
    const two = role(made('a'), made('b'));
    two.when(command('a'), { at: 0 }).then({ type: 'RoleTakenBack', ...admin, principalId: 'a' });
    role(made('a'), made('b'), { type: 'RoleTakenBack', ...admin, principalId: 'a' })
      .when(command('b'), { at: 0 })
      .thenRefused('admin-transfer-required');
  });

  it('in every state × every command', () => {
    expectTables(process, keyOf, [
      {
        row: (state) => (state.status === 'none' ? 'none' : holdersOf(state).join('+') || 'nobody'),
        columns: {
          'to a': () => [{ command: grant('a'), facts: { company } }],
          'to b': () => [{ command: grant('b'), facts: { company } }],
          'not verified': () => [{ command: grant('a') }],
          'a as a first operator': () => [{ command: { type: 'NameOperator', role: 'operator', principalId: 'a' } }],
          'b by two operators': () => [{ command: { type: 'GrantPlatformRole', role: 'operator', principalId: 'b' } }],
          'back from a': () => [{ command: takeBack('a') }],
        },
        written: `
situation | to a              | to b              | not verified         | a as a first operator | b by two operators | back from a
none      | ✓                 | ✓                 | company-not-verified | ✓                     | ✓                  | role-not-held
nobody    | ✓                 | ✓                 | company-not-verified | ✓                     | ✓                  | role-not-held
a         | role-held-already | ✓                 | company-not-verified | role-held-already     | ✓                  | ✓
b         | ✓                 | role-held-already | company-not-verified | ✓                     | role-held-already  | role-not-held
a+b       | role-held-already | role-held-already | company-not-verified | role-held-already     | role-held-already  | ✓
b+a       | role-held-already | role-held-already | company-not-verified | role-held-already     | role-held-already  | ✓
`,
      },
    ]);
  });
});
