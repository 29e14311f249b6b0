import { standing, type Account, type Problem, type ProcessType } from '#domain';

/**
 * Why nobody may act for the person of this account: they have left (D4), or are leaving (D2) and the route is none of
 * those that are for leaving. Undefined where somebody may; a person without an account is present.
 */
export function refuseStanding(account: { state: unknown } | undefined, whileLeaving = false): Problem | undefined {
  const stands = account ? standing(account.state as Account) : 'present';
  if (stands === 'gone') return { code: 'person-unknown' };
  return stands === 'leaving' && !whileLeaving ? { code: 'account-frozen' } : undefined;
}

/**
 * The account of somebody that a command on this process acts on: of a registration the one that it joins to a company,
 * of a case its own.
 */
export function accountTouched(process: ProcessType, state: object): string | undefined {
  const { joins, accountId } = state as { joins?: string; accountId?: string };
  if (process === 'verification') return accountId;
  return process === 'registration' ? joins : undefined;
}

/** D2: nobody acts on an account that is leaving. What is over is refused by the process itself. */
export const refuseTouched = (account: { state: unknown } | undefined): Problem | undefined =>
  account && standing(account.state as Account) === 'leaving' ? { code: 'account-frozen' } : undefined;
