import { expectTables, given } from '#testing';
import type { Company } from '../company/company';
import type { CommandOf, EventIn } from '../processes';
import { holdersOf, role as process } from './role';

const role = given(process);
const company: Company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' };
const grant = (principalId: string): CommandOf<'role'> => ({ type: 'GrantRole', companyId: 'c', role: 'it-admin', principalId });
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
          'a as a first operator': () => [{ command: { type: 'NameOperator', role: 'operator', principalId: 'a' } }],
          'b by two operators': () => [{ command: { type: 'GrantPlatformRole', role: 'operator', principalId: 'b' } }],
        },
        written: `
situation | to a              | to b              | not verified         | a as a first operator | b by two operators
none      | ✓                 | ✓                 | company-not-verified | ✓                     | ✓
a         | role-held-already | ✓                 | company-not-verified | role-held-already     | ✓
b         | ✓                 | role-held-already | company-not-verified | ✓                     | role-held-already
a+b       | role-held-already | role-held-already | company-not-verified | role-held-already     | role-held-already
b+a       | role-held-already | role-held-already | company-not-verified | role-held-already     | role-held-already
`,
      },
    ]);
  });
});
