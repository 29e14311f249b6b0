import { isPurging, type Deregistration } from '../deregistration/deregistration';
import { accounts, type Account } from './account';

/** R17: the purge of another account asks for that one too, since a merge may have closed this one into it. */
export const purgedInstead = (deregistration: Deregistration | undefined, accountId: string | undefined) => ({
  kept: accounts.read(
    deregistration && isPurging(deregistration) && deregistration.accountId !== accountId ? deregistration.accountId : undefined,
  ),
});

/** D4: whether it purges the person of this account: the account itself, or the one that goes on in its place. */
export function isPurgeOf(accountId: string | undefined, deregistration: Deregistration | undefined, kept: Account | undefined): boolean {
  if (accountId === undefined || !deregistration || !isPurging(deregistration)) return false;
  return deregistration.accountId === accountId || (kept?.status === 'living' && kept.absorbed?.includes(accountId) === true);
}
