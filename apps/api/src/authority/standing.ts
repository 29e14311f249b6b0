import { standing, type Account, type Problem } from '#domain';

/**
 * Why nobody may act for the person of this account: they have left (D4), or are leaving (D2) and the route is none of
 * those that are for leaving. Undefined where somebody may; a person without an account is present.
 */
export function refuseStanding(account: { state: unknown } | undefined, whileLeaving = false): Problem | undefined {
  const stands = account ? standing(account.state as Account) : 'present';
  if (stands === 'gone') return { code: 'person-unknown' };
  return stands === 'leaving' && !whileLeaving ? { code: 'account-frozen' } : undefined;
}
