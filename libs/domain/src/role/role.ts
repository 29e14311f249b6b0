import { internal, refuse } from '../decider';
import { companies, type Company } from '../company/company';
import { companyPolicies, type CompanyPolicy } from '../company/company.policy';
import { departments, isIn, type Department } from '../department/department';
import { code, defined, eventsOf, id, list, optional, type EventOf } from '../events';
import { streamsOf, type Finding } from '../needs';
import { processOfStates } from '../process';
import { rulesOf } from '../rule';

export const companyRoles = ['it-admin', 'super-admin', 'company-admin', 'department-admin'] as const;

/** R17: reviewers of identities work for the whole platform; their role belongs to no company. */
export const identityReviewer = 'identity-reviewer';

/** Every role there is. */
export const roleNames = [...companyRoles, identityReviewer] as const;
export type RoleName = (typeof roleNames)[number];

interface RoleOf {
  /** None: a role of the platform. */
  companyId?: string;
  role: RoleName;
}

/**
 * The holders of a role in a company: one stream for each role, so that an approval finds them by reading one. People
 * by their random ids.
 */
export type Role = { status: 'none' } | (RoleOf & Granted);
interface Granted {
  status: 'granted';
  holders: readonly string[];
  /** G7: of department admins, the departments of each by the holder. */
  departments?: Readonly<Record<string, readonly string[]>>;
}

export const roles = streamsOf<Role>('role');

export const holdersOf = (role: Role | undefined): readonly string[] => (role?.status === 'granted' ? role.holders : []);

/** The departments that a department admin administers; none for a holder of another role. */
export const departmentsHeldBy = (role: Role, principalId: string): readonly string[] =>
  (role.status === 'granted' && role.departments?.[principalId]) || [];

/** `departmentIds`: with `department-admin` alone. */
const grant = { companyId: optional(id), role: code(...roleNames), principalId: id, departmentIds: optional(list(id)) };

const { event } = eventsOf<Role>();
const events = {
  RoleGranted: event(grant, (state, { companyId, role, principalId, departmentIds }) => ({
    status: 'granted',
    ...defined({ companyId, role }),
    holders: [...new Set([...holdersOf(state), principalId])],
    ...defined({ departments: departmentIds && withDepartments(state, principalId, departmentIds) }),
  })),
};

function withDepartments(state: Role, principalId: string, departmentIds: readonly string[]): Granted['departments'] {
  const before = state.status === 'granted' ? state.departments : undefined;
  return { ...before, [principalId]: [...new Set([...departmentsHeldBy(state, principalId), ...departmentIds])] };
}

type NeedsOfGrant = Readonly<Record<`department ${string}`, Finding<Department | undefined> | undefined>> & {
  readonly company: Finding<Company | undefined> | undefined;
};

const { rule, anything, accept } = rulesOf<Role, EventOf<typeof events>, CompanyPolicy>();
const rules = {
  GrantRole: rule({
    origin: 'caller',
    right: 'grantRoles',
    takes: grant,
    given: anything,
    reaches: ({ departmentIds = [] }) => (departmentIds.length > 0 ? departmentIds : 'company'),
    needs: ({ companyId, departmentIds = [] }): NeedsOfGrant => ({
      company: companies.read(companyId),
      ...Object.fromEntries(departmentIds.map((departmentId) => [`department ${departmentId}`, departments.read(departmentId)])),
    }),
    emits: ['RoleGranted'],
    refuses: ['company-not-verified', 'department-unknown', 'role-held-already'],
    decide: ({ state, command: { companyId, role, principalId, departmentIds = [] }, facts }) => {
      // Each route has only roles of its own, and its schema says which of them has departments.
      if ((role === identityReviewer) !== (companyId === undefined)) return refuse(internal('role-unknown'));
      if ((role === 'department-admin') !== departmentIds.length > 0) return refuse(internal('departments-misplaced'));
      if (companyId !== undefined && facts.company?.status !== 'verified') return refuse('company-not-verified');
      const isOurs = (departmentId: string) => companyId !== undefined && isIn(facts[`department ${departmentId}`], companyId);
      if (!departmentIds.every(isOurs)) return refuse('department-unknown');
      const held = departmentsHeldBy(state, principalId);
      const isNew = departmentIds.some((departmentId) => !held.includes(departmentId));
      if (holdersOf(state).includes(principalId) && !isNew) return refuse('role-held-already');
      const named = defined({ companyId, role, principalId, departmentIds: departmentIds.length > 0 ? departmentIds : undefined });
      return accept({ type: 'RoleGranted', ...named });
    },
  }),
};

export const role = processOfStates<Role>()('role', {
  initial: { status: 'none' },
  policies: companyPolicies,
  states: { granted: 'open' },
  events,
  rules,
  columns: ({ companyId }) => (companyId === undefined ? {} : { companyId, subjectId: companyId }),
  seenBy: ({ holders }) => ({ principals: holders }),
  view: ({ role: name, holders }) => ({ role: name, holders: holders.length }),
});
