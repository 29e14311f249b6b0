import { internal, refuse } from '../decider';
import { companies } from '../company/company';
import { companyPolicies, type CompanyPolicy } from '../company/company.policy';
import { code, defined, eventsOf, id, optional, type EventOf } from '../events';
import { streamsOf } from '../needs';
import { processOfStates } from '../process';
import { rulesOf } from '../rule';

export const companyRoles = ['it-admin', 'super-admin', 'company-admin'] as const;

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
export type Role = { status: 'none' } | (RoleOf & { status: 'granted'; holders: readonly string[] });

export const roles = streamsOf<Role>('role');

export const holdersOf = (role: Role | undefined): readonly string[] => (role?.status === 'granted' ? role.holders : []);

const grant = { companyId: optional(id), role: code(...roleNames), principalId: id };

const { event } = eventsOf<Role>();
const events = {
  RoleGranted: event(grant, (state, { companyId, role, principalId }) => ({
    status: 'granted',
    ...defined({ companyId, role }),
    holders: [...holdersOf(state), principalId],
  })),
};

const { rule, anything, accept } = rulesOf<Role, EventOf<typeof events>, CompanyPolicy>();
const rules = {
  GrantRole: rule({
    origin: 'caller',
    right: 'manageCompany',
    takes: grant,
    given: anything,
    needs: ({ companyId }) => ({ company: companyId === undefined ? undefined : companies.read(companyId) }),
    emits: ['RoleGranted'],
    refuses: ['company-not-verified', 'role-held-already'],
    decide: ({ state, command: { companyId, role, principalId }, facts: { company } }) => {
      // Each route has only roles of its own.
      if ((role === identityReviewer) !== (companyId === undefined)) return refuse(internal('role-unknown'));
      if (companyId !== undefined && company?.status !== 'verified') return refuse('company-not-verified');
      if (holdersOf(state).includes(principalId)) return refuse('role-held-already');
      return accept({ type: 'RoleGranted', ...defined({ companyId, role, principalId }) });
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
