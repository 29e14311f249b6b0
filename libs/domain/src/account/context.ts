import { leastRules, type MemberRules } from '../company/member-rules';
import { profileOf, strictestOf, type ChosenProfile, type VerificationProfile } from '../company/verification-profile';
import type { Account, Membership } from './account';

/** What a company says of its people, as far as it is asked here. */
export interface CompanyWords {
  verification?: ChosenProfile;
  memberRules?: MemberRules;
}

/** G12: what an account is asked about: itself alone, one company, or without a word all of the person at once. */
export type AskedContext = 'personal' | { companyId: string };

/** The memberships and the words of companies that count for an answer. */
export interface Context {
  memberships: readonly Membership[];
  profile: VerificationProfile;
  rules: MemberRules;
  /** G8: the one company that is asked about, where the person sleeps in it. */
  isDormant: boolean;
}

/** X25: everything that holds for the person anywhere; of the companies in each point the least. */
export function everywhere(account: Account, words: ReadonlyMap<string, CompanyWords> = new Map()): Context {
  if (account.status !== 'living') return alone;
  const own = Object.entries(account.memberships);
  const active = own.filter(([, { status }]) => status === 'active');
  return {
    memberships: own.map(([, membership]) => membership),
    profile: strictestOf(own.flatMap(([companyId]) => profileIn(words.get(companyId)))),
    rules: leastRules(active.map(([companyId]) => words.get(companyId)?.memberRules)),
    isDormant: false,
  };
}

/** The person without any company. */
const alone: Context = { memberships: [], profile: profileOf(undefined), rules: leastRules([]), isDormant: false };

/** G12: the person and this company, and never another one. Undefined: the person is no member there. */
export function contextOf(
  account: Account,
  asked: AskedContext | undefined,
  words: ReadonlyMap<string, CompanyWords>,
): Context | undefined {
  if (asked === undefined) return everywhere(account, words);
  if (asked === 'personal') return alone;
  const membership = account.status === 'living' ? account.memberships[asked.companyId] : undefined;
  if (membership === undefined || membership.status === 'joining') return undefined;
  const said = words.get(asked.companyId);
  return {
    memberships: [membership],
    profile: profileOf(said?.verification),
    rules: leastRules([said?.memberRules]),
    isDormant: membership.status !== 'active',
  };
}

const profileIn = (said: CompanyWords | undefined) => (said ? [profileOf(said.verification)] : []);
