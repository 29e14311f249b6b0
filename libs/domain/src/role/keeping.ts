import { accounts, standing, type Account } from '../account/account';
import { group, id, list, optional } from '../events';
import type { Finding } from '../needs';

/** A role, of the platform without a company, and who holds it. */
interface Held {
  companyId?: string | undefined;
  role: string;
  holders: readonly string[];
}

/** X1: a company keeps one super admin at least, to whom all that nobody else can do there escalates. */
const keptInCompanies: readonly string[] = ['super-admin'];
/** Our choice: without a holder of these nobody runs the platform. What an auditor reads, operators read too. */
const keptOnPlatform: readonly string[] = ['operator', 'key-maker', 'reviewer-appointer'];

/**
 * Other holders of a role, each with their account: whether they can act is read under lock. Who is not named does not
 * count as another holder. Left out: each other holder counts, since the cause of the command has asked already.
 */
export const othersField = optional(list(group({ principalId: id, accountId: id })));
type Others = readonly { principalId: string; accountId: string }[];

/** The accounts of these people, as needs. */
export const needsOfOthers = (others: Others = []): Readonly<Record<`holder ${string}`, Finding<Account | undefined> | undefined>> =>
  Object.fromEntries(others.map(({ accountId }) => [`holder ${accountId}`, accounts.read(accountId)]));

type Facts = Readonly<Record<string, unknown>>;

/**
 * D10, X1: why a role must not be left by the person with these ids; undefined where somebody else holds it and can
 * act.
 */
export function whyKept(
  { companyId, role, holders }: Held,
  ids: readonly string[],
  others: Others | undefined,
  facts: Facts,
): 'admin-transfer-required' | 'last-holder' | undefined {
  const kept = companyId === undefined ? keptOnPlatform : keptInCompanies;
  if (!kept.includes(role) || !holders.some((holder) => ids.includes(holder))) return undefined;
  const accountOf = (holder: string) => others?.find(({ principalId }) => principalId === holder)?.accountId;
  const counts = (holder: string) => others === undefined || canAct(accountOf(holder), facts);
  if (holders.some((holder) => !ids.includes(holder) && counts(holder))) return undefined;
  return companyId === undefined ? 'last-holder' : 'admin-transfer-required';
}

/** A person without an account is present: their identity provider says who they are. */
function canAct(accountId: string | undefined, facts: Facts): boolean {
  if (accountId === undefined) return false;
  const account = facts[`holder ${accountId}`] as Account | undefined;
  return account === undefined || standing(account) === 'present';
}
