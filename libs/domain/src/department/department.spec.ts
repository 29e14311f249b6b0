import { expectTables, given } from '#testing';
import type { Company } from '../company/company';
import { companyPolicy } from '../company/company.policy';
import type { CommandOf, EventIn } from '../processes';
import { department as process, isIn } from './department';

const department = given(process);
const company: Company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' };
const add: CommandOf<'department'> = { type: 'AddDepartment', companyId: 'c', departmentId: 'd' };
const added: EventIn<'department'> = { type: 'DepartmentAdded', companyId: 'c', departmentId: 'd' };
const rename: CommandOf<'department'> = { type: 'RenameDepartment' };
const renamed: EventIn<'department'> = { type: 'DepartmentRenamed' };

describe('a department', () => {
  it('is one of a verified company, and all administrators of that see it (G7)', () => {
    department().when(add, { at: 0, facts: { company } }).then(added);
    const state = department(added).state();
    expect([isIn(state, 'c'), isIn(state, 'other'), isIn(undefined, 'c')]).toEqual([true, false, false]);
    expect(process.seenBy(state, 'd')).toMatchObject({ companies: ['c'], departments: ['c'] });
  });

  it('gets other names, so many times at most', () => {
    const { departmentNames: limit } = companyPolicy;
    const times = (count: number) => Array.from({ length: count }, () => renamed);
    department(added, ...times(limit - 1))
      .when(rename, { at: 0 })
      .then(renamed);
    department(added, ...times(limit))
      .when(rename, { at: 0 })
      .thenRefused('repeated-too-often', { limit });
  });

  it('in every state × every command', () => {
    // The number of its names is in no row: the title above says what holds behind it.
    expectTables(process, (state) => (state.status === 'none' ? state : { ...state, renamed: 0 }), [
      {
        row: ({ status }) => status,
        columns: {
          AddDepartment: () => [{ command: add, facts: { company } }],
          'AddDepartment, not verified': () => [{ command: add }],
          RenameDepartment: () => [{ command: rename }],
        },
        written: `
situation | AddDepartment     | AddDepartment, not verified | RenameDepartment
none      | ✓                 | company-not-verified        | department-unknown
kept      | department-exists | department-exists           | ✓
`,
      },
    ]);
  });
});
