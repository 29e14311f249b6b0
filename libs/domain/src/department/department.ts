import { internal, refuse } from '../decider';
import { companies } from '../company/company';
import { companyPolicies, type CompanyPolicy } from '../company/company.policy';
import { eventsOf, id, type EventOf } from '../events';
import { streamsOf } from '../needs';
import { processOfStates } from '../process';
import { rulesOf } from '../rule';

interface Kept {
  status: 'kept';
  companyId: string;
  departmentId: string;
  /** How often its name has changed. */
  renamed?: number;
}

/** G7: a department of a company. Departments are flat for now; the name lies in the vault. */
export type Department = { status: 'none' } | Kept;

export const departments = streamsOf<Department>('department');

const isKept = (department: Department): department is Kept => department.status === 'kept';

/** Whether it is there, as one of this company. */
export const isIn = (department: Department | undefined, companyId: string): boolean =>
  department?.status === 'kept' && department.companyId === companyId;

const { event, from } = eventsOf<Department>();
const events = {
  DepartmentAdded: event({ companyId: id, departmentId: id }, (_, added) => ({ status: 'kept', ...added })),
  DepartmentRenamed: from(isKept)({}, (state) => ({ ...state, renamed: (state.renamed ?? 0) + 1 })),
};

const { rule, opening, anything, accept } = rulesOf<Department, EventOf<typeof events>, CompanyPolicy>();
const rules = {
  AddDepartment: opening({
    origin: 'caller',
    right: 'keepDepartments',
    takes: { companyId: id, departmentId: id },
    exists: internal('department-exists'),
    needs: ({ companyId }) => ({ company: companies.read(companyId) }),
    emits: ['DepartmentAdded'],
    refuses: ['company-not-verified'],
    decide: ({ command: { companyId, departmentId }, facts: { company } }) =>
      company?.status === 'verified' ? accept({ type: 'DepartmentAdded', companyId, departmentId }) : refuse('company-not-verified'),
  }),
  RenameDepartment: rule({
    origin: 'caller',
    right: 'keepDepartments',
    given: anything.in(isKept, internal('department-unknown')),
    reaches: (_, state) => (isKept(state) ? [state.departmentId] : 'company'),
    atMost: { times: ({ departmentNames }) => departmentNames, soFar: ({ renamed = 0 }) => renamed },
    emits: ['DepartmentRenamed'],
    decide: () => accept({ type: 'DepartmentRenamed' }),
  }),
};

export const department = processOfStates<Department>()('department', {
  initial: { status: 'none' },
  policies: companyPolicies,
  states: { kept: 'open' },
  events,
  rules,
  columns: ({ companyId }) => ({ companyId, subjectId: companyId }),
  seenBy: ({ companyId }) => ({ departments: [companyId] }),
  view: ({ companyId, departmentId }) => ({ companyId, departmentId }),
});
