import { accountPolicies, refuseAct, standing, type Account, type Act, type Problem, type ProcessType } from '#domain';
import type { ProcessState } from '#engine';

/**
 * Why nobody may act for the person of this account: they have left (D4), or are leaving (D2) and the route is none of
 * those that are for leaving. Undefined where somebody may; a person without an account is present.
 */
export function refuseStanding(account: { state: unknown } | undefined, whileLeaving = false): Problem | undefined {
  const stands = account ? standing(account.state as Account) : 'present';
  if (stands === 'gone') return { code: 'person-unknown' };
  return stands === 'leaving' && !whileLeaving ? { code: 'account-frozen' } : undefined;
}

/** E12, V2, V4: why a person whose account is held back may not act in this way now. */
export function refuseHeldBack(
  found: Pick<ProcessState, 'state' | 'now' | 'policyVersion'> | undefined,
  act: Act = 'other',
): Problem | undefined {
  const account = found?.state as Account | undefined;
  return found && account?.status === 'living' ? refuseAct(account, accountPolicies[found.policyVersion]!, act, found.now) : undefined;
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
