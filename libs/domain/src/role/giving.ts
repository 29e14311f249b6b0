import { hasLeft, standing, type Account } from '../account/account';

/**
 * Why this person gets no role: their account is leaving or gone, or they have left this very company. A person who
 * never was a member may get one, and counts as one from outside.
 */
export function whyNotGiven(
  account: Account | undefined,
  companyId: string | undefined,
): 'account-not-active' | 'person-has-left' | undefined {
  if (account === undefined) return undefined;
  if (standing(account) !== 'present') return 'account-not-active';
  return companyId !== undefined && hasLeft(account, companyId) ? 'person-has-left' : undefined;
}
