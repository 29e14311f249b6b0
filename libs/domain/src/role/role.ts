import { accept, refuse, timeless, type Decision, type Process } from '../decider';
import type { Company } from '../company/company';
import { companyPolicy } from '../company/company.policy';

export const companyRoles = ['it-admin', 'super-admin', 'company-admin'] as const;
export type CompanyRole = (typeof companyRoles)[number];

/** Who holds a role in a company: one stream a role, so that an approval resolves its slot by reading one. People by their random ids. */
export type RoleEvent = { type: 'RoleGranted'; companyId: string; role: CompanyRole; principalId: string };

export type Role = { status: 'none' } | { status: 'granted'; companyId: string; role: CompanyRole; holders: readonly string[] };

export type RoleCommand = { type: 'GrantRole'; companyId: string; role: CompanyRole; principalId: string };

/** `company`: in which the role is granted. */
export interface RoleFacts {
  company?: Company;
}

export const holdersOf = (role: Role | undefined): readonly string[] => (role?.status === 'granted' ? role.holders : []);

const evolve = (state: Role, { companyId, role, principalId }: RoleEvent): Role => ({
  status: 'granted',
  companyId,
  role,
  holders: [...holdersOf(state), principalId],
});

function decide(state: Role, { companyId, role, principalId }: RoleCommand, { company }: RoleFacts): Decision<RoleEvent> {
  if (company?.status !== 'verified') return refuse('company-not-verified');
  if (holdersOf(state).includes(principalId)) return refuse('role-held-already');
  return accept({ type: 'RoleGranted', companyId, role, principalId });
}

export const role: Process<Role, RoleEvent, RoleCommand, RoleFacts> = {
  ...timeless,
  type: 'role',
  policyVersion: companyPolicy.version,
  initial: { status: 'none' },
  evolve,
  decide,
  needs: ({ companyId }) => ({ company: { need: 'stream', process: 'company', id: companyId } }),
  origins: { GrantRole: 'caller' },
  status: ({ status }) => status,
  columns: (state) => (state.status === 'none' ? {} : { companyId: state.companyId, subjectId: state.companyId }),
  view: (state) => (state.status === 'none' ? {} : { role: state.role, holders: state.holders.length }),
};
