import { accept, refuse, timeless, type Decision, type Needs, type Process } from '../decider';
import type { Company } from '../company/company';
import { companyPolicy } from '../company/company.policy';

export const companyRoles = ['it-admin', 'super-admin', 'company-admin'] as const;
export type CompanyRole = (typeof companyRoles)[number];

/** R17: whoever reviews identities does so for all of us; the role belongs to no company. */
export const identityReviewer = 'identity-reviewer';

interface RoleOf {
  /** None: a role of the platform. */
  companyId?: string;
  role: CompanyRole | typeof identityReviewer;
}

/** Who holds a role in a company: one stream a role, so that an approval resolves its slot by reading one. People by their random ids. */
export type RoleEvent = RoleOf & { type: 'RoleGranted'; principalId: string };

export type Role = { status: 'none' } | (RoleOf & { status: 'granted'; holders: readonly string[] });

export type RoleCommand = RoleOf & { type: 'GrantRole'; principalId: string };

/** `company`: in which the role is granted. */
export interface RoleFacts {
  company?: Company;
}

export const holdersOf = (role: Role | undefined): readonly string[] => (role?.status === 'granted' ? role.holders : []);

const roleOf = ({ companyId, role }: RoleOf): RoleOf => ({ ...(companyId !== undefined && { companyId }), role });

const evolve = (state: Role, event: RoleEvent): Role => ({
  status: 'granted',
  ...roleOf(event),
  holders: [...holdersOf(state), event.principalId],
});

function decide(state: Role, command: RoleCommand, { company }: RoleFacts): Decision<RoleEvent> {
  const { companyId, role, principalId } = command;
  if ((role === identityReviewer) !== (companyId === undefined)) return refuse('role-unknown');
  if (companyId !== undefined && company?.status !== 'verified') return refuse('company-not-verified');
  if (holdersOf(state).includes(principalId)) return refuse('role-held-already');
  return accept({ type: 'RoleGranted', ...roleOf(command), principalId });
}

export const role: Process<Role, RoleEvent, RoleCommand, RoleFacts> = {
  ...timeless,
  type: 'role',
  policyVersion: () => companyPolicy.version,
  initial: { status: 'none' },
  evolve,
  decide,
  needs: ({ companyId }): Needs =>
    companyId === undefined ? {} : { company: { need: 'stream', process: 'company', id: companyId, mode: 'read' } },
  origins: { GrantRole: 'caller' },
  status: ({ status }) => status,
  columns: (state) =>
    state.status === 'none' || state.companyId === undefined ? {} : { companyId: state.companyId, subjectId: state.companyId },
  view: (state) => (state.status === 'none' ? {} : { role: state.role, holders: state.holders.length }),
};
