import type { Account } from '../account/account';
import { holdersOf, type Role } from '../role/role';

/** Whether somebody belongs to a company: its active member by his account, or who holds one of its roles under his principal. Our choice. */
export const belongsTo = (
  companyId: string,
  principalId: string,
  account: Account | undefined,
  roles: readonly (Role | undefined)[],
): boolean =>
  (account?.status === 'living' && account.memberships[companyId]?.status === 'active') ||
  roles.some((role) => holdersOf(role).includes(principalId));
