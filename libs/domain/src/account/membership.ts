import { holdersOf, type Role } from '../role/role';
import type { Account } from './account';

/**
 * Our choice: a person belongs to a company as its active member by their account, or by a role there of their
 * principal.
 */
export const belongsTo = (
  companyId: string,
  principalId: string,
  account: Account | undefined,
  roles: readonly (Role | undefined)[],
): boolean =>
  (account?.status === 'living' && account.memberships[companyId]?.status === 'active') ||
  roles.some((role) => holdersOf(role).includes(principalId));
