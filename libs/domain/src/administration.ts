import type { Reach } from './reach';
import { departmentsHeldBy, holdersOf, type Role } from './role/role';

/** G7: the roles by which a person administers a company: the whole of it, or some departments. */
const administratorRoles = ['super-admin', 'department-admin'] as const;
export type AdministratorRole = (typeof administratorRoles)[number];

/** What a person administers by one role in one company. */
export interface Administration {
  companyId: string;
  role: AdministratorRole;
  /** Of a department admin. */
  departmentIds: readonly string[];
}

const isAdministrator = (role: string): role is AdministratorRole => (administratorRoles as readonly string[]).includes(role);

/** What this person administers by this role; undefined where they do not hold it, or it is another kind of role. */
export function administrationBy(role: Role | undefined, principal: string): Administration | undefined {
  if (role?.status !== 'granted' || role.companyId === undefined || !isAdministrator(role.role)) return undefined;
  if (!holdersOf(role).includes(principal)) return undefined;
  return { companyId: role.companyId, role: role.role, departmentIds: departmentsHeldBy(role, principal) };
}

/** A super admin reaches all of their company, a department admin what lies in own departments and nowhere else. */
export const mayReach = ({ role, departmentIds }: Administration, reach: Reach): boolean =>
  role === 'super-admin' || (reach !== 'company' && reach.length > 0 && reach.every((department) => departmentIds.includes(department)));
