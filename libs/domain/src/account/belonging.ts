import type { Account } from './account';

export const isActiveIn = (account: Account | undefined, companyId: string): boolean =>
  account?.status === 'living' && account.memberships[companyId]?.status === 'active';

/**
 * What a person is to a company, or without one to the platform: a member, somebody with an account here who is none,
 * or somebody from outside.
 */
export type Belonging = 'member' | 'account' | 'outside';

export function belongingOf(account: Account | undefined, companyId: string | undefined): Belonging {
  if (companyId !== undefined && isActiveIn(account, companyId)) return 'member';
  return account === undefined || account.status === 'none' ? 'outside' : 'account';
}
