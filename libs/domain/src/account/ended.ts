import type { Effect } from '../decider';
import { defined } from '../events';
import type { Account, KnownAccount } from './account';

/**
 * What a company's systems are told when a person has left it; and the roles there that did not go with the membership
 * itself: groups, and what was given in that very moment.
 */
export const leavingEffects = ['leaveDirectory', 'endCompanySessions', 'takeRolesBack'] as const;

/** The company that a person has left with this ending of theirs, and the entry that its directory made for them. */
export interface Ending {
  companyId: string;
  /** None: no registration of ours made it. */
  entryId?: string;
}

/** Endings with their numbers. Who is there again, or about to be, has not left. */
const endings = (account: Account): readonly { n: number; ending: Ending }[] =>
  account.status === 'living'
    ? Object.entries(account.ended ?? {}).flatMap(([companyId, { n, entryId }]) =>
        account.memberships[companyId] ? [] : [{ n, ending: { companyId, ...defined({ entryId }) } }],
      )
    : [];

/** Our choice: entry and sessions end with the membership, and do not wait for the purge of the account. */
export const owedForEndings = (account: KnownAccount): readonly Effect<(typeof leavingEffects)[number]>[] =>
  endings(account).flatMap(({ n }) => leavingEffects.map((kind) => ({ kind, n })));

/** Undefined where there is nothing to tell any more: the person has joined again, or the account is gone. */
export const endingWith = (account: Account, n: number): Ending | undefined => endings(account).find((each) => each.n === n)?.ending;
