import { internal, refuse } from '../decider';
import { companies } from '../company/company';
import { companyPolicies, type CompanyPolicy } from '../company/company.policy';
import { code, defined, eventsOf, id, optional, type EventOf } from '../events';
import { streamsOf, type FactsFor } from '../needs';
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
export type Role =
  | { status: 'none' }
  | (RoleOf & {
      status: 'granted';
      holders: readonly string[];
      /** How often it was taken back, by person. */
      takenBack?: Readonly<Record<string, number>>;
    });
type GrantedRole = Exclude<Role, { status: 'none' }>;
const isGranted = (role: Role): role is GrantedRole => role.status === 'granted';

export const roles = streamsOf<Role>('role');

/** Each role as a need, under its own name. */
export const rolesByName = (
  streams: Readonly<Record<string, string>>,
  need: (id: string | undefined) => ReturnType<typeof roles.read> = roles.read,
) => Object.fromEntries(roleNames.map((name) => [name, need(streams[name])])) as Record<RoleName, ReturnType<typeof roles.read>>;
export type RoleFacts = FactsFor<ReturnType<typeof rolesByName>>;

export const holdersOf = (role: Role | undefined): readonly string[] => (role?.status === 'granted' ? role.holders : []);

/** X1: a company keeps one super admin at least, to whom all that nobody else can do there escalates. */
const keptRole: RoleName = 'super-admin';

/** True if without this person nobody would hold a role that a company must not be without. */
export const isLastHolder = (role: Role | undefined, principalId: string): boolean =>
  role?.status === 'granted' && role.role === keptRole && role.holders.length === 1 && role.holders[0] === principalId;

const timesTakenBack = (role: Role, principalId: string | undefined): number =>
  isGranted(role) && principalId !== undefined ? (role.takenBack?.[principalId] ?? 0) : 0;

const grant = { companyId: optional(id), role: code(...roleNames), principalId: id };

const { event, from } = eventsOf<Role>();
const events = {
  RoleGranted: event(grant, (state, { companyId, role, principalId }) => ({
    status: 'granted',
    ...defined({ companyId, role, takenBack: isGranted(state) ? state.takenBack : undefined }),
    holders: [...holdersOf(state), principalId],
  })),
  RoleTakenBack: from(isGranted)(grant, (state, { principalId }) => ({
    ...state,
    holders: state.holders.filter((holder) => holder !== principalId),
    takenBack: { ...state.takenBack, [principalId]: timesTakenBack(state, principalId) + 1 },
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
    atMost: {
      times: ({ grantsPerHolder }) => grantsPerHolder,
      soFar: (state, command) => (command ? timesTakenBack(state, command.principalId) : 0),
    },
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
  /** Their rights go with this commit: what they decide is asked of the role again, under lock. */
  TakeRoleBack: rule({
    origin: ['caller', 'reaction'],
    right: 'manageCompany',
    takes: grant,
    given: anything,
    emits: ['RoleTakenBack'],
    refuses: ['role-not-held', 'admin-transfer-required'],
    decide: ({ state, command: { companyId, role, principalId } }) => {
      if (!holdersOf(state).includes(principalId)) return refuse('role-not-held');
      if (isLastHolder(state, principalId)) return refuse('admin-transfer-required');
      return accept({ type: 'RoleTakenBack', ...defined({ companyId, role, principalId }) });
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
  view: ({ role: name, holders }) => ({ role: name, holders: holders.length }),
});
