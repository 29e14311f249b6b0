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

interface Numbered {
  n: number;
  how: 'ended' | 'merged' | 'dormant';
  ending: Ending;
}

/** Endings with their numbers, and dormancies that last. Who is there again, or about to be, has not left. */
const endings = (account: Account): readonly Numbered[] => [...ends(account), ...dormancies(account)];

/** G8: signed out and without roles as one that has ended; the directory keeps the entry. */
const dormancies = (account: Account): readonly Numbered[] =>
  account.status === 'living'
    ? Object.entries(account.memberships).flatMap(([companyId, { dormant }]) =>
        dormant ? [{ n: dormant.n, how: 'dormant' as const, ending: { companyId } }] : [],
      )
    : [];

function ends(account: Account): readonly Numbered[] {
  if (account.status !== 'living' && account.status !== 'merged') return [];
  const isThere = (companyId: string) => account.status === 'living' && account.memberships[companyId] !== undefined;
  return Object.entries(account.ended ?? {}).flatMap(([companyId, { n, entryId, reason }]) =>
    isThere(companyId) ? [] : [{ n, how: reason === 'merged' ? 'merged' : 'ended', ending: { companyId, ...defined({ entryId }) } }],
  );
}

/**
 * Our choice: entry and sessions end with the membership, and do not wait for the purge of the account. R17: the person
 * of a closed account may be there by the other one: nobody takes their roles.
 */
export const owedForEndings = (account: KnownAccount): readonly Effect<(typeof leavingEffects)[number]>[] =>
  endings(account).flatMap(({ n, how }) => {
    const kinds =
      how === 'dormant' ? sleeps : account.status !== 'merged' ? leavingEffects : how === 'merged' ? leavesEntry : leavesCompany;
    return kinds.map((kind) => ({ kind, n }));
  });

const leavesEntry = ['leaveDirectory'] as const;
const leavesCompany = ['leaveDirectory', 'endCompanySessions'] as const;
const sleeps = ['endCompanySessions', 'takeRolesBack'] as const;

/** Undefined where there is nothing to tell any more: the person has joined again, or the account is gone. */
export const endingWith = (account: Account, n: number): Ending | undefined => endings(account).find((each) => each.n === n)?.ending;
