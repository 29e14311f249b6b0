import { expectTables, given } from '#testing';
import type { Company } from '../company/company';
import type { CommandOf, EventIn } from '../processes';
import { companyPolicy } from '../company/company.policy';
import { holdersOf, role as process, type Role } from './role';

const role = given(process);
const company: Company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' };
const grant = (principalId: string): CommandOf<'role'> => ({ type: 'GrantRole', companyId: 'c', role: 'it-admin', principalId });
const takeBack = (principalId: string): CommandOf<'role'> => ({ type: 'TakeRoleBack', companyId: 'c', role: 'it-admin', principalId });
const takenBack = (principalId: string): EventIn<'role'> => ({ type: 'RoleTakenBack', companyId: 'c', role: 'it-admin', principalId });
/** The count beside the holders moves only the limit, which has a test of its own. */
const keyOf = (state: Role) => [state.status, holdersOf(state)];
const granted = (principalId: string): EventIn<'role'> => ({ type: 'RoleGranted', companyId: 'c', role: 'it-admin', principalId });

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
          'back from a': () => [{ command: takeBack('a') }],
        },
        written: `
situation | to a              | to b              | not verified         | back from a
none      | ✓                 | ✓                 | company-not-verified | role-not-held
nobody    | ✓                 | ✓                 | company-not-verified | role-not-held
a         | role-held-already | ✓                 | company-not-verified | ✓
b         | ✓                 | role-held-already | company-not-verified | role-not-held
a+b       | role-held-already | role-held-already | company-not-verified | ✓
b+a       | role-held-already | role-held-already | company-not-verified | ✓
`,
      },
    ]);
  });
});
