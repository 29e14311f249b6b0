import type { Account } from '../account/account';
import type { Claim, ClaimChange, ClaimWithKey } from '../decider';
import { claim, claimWithId } from '../needs';
import { registrations, type Registration } from '../registration/registration';
import type { OpenCase } from './verification';

/** What a case finds of the document that it is about: by whose claim it stands, under lock. */
export interface DocumentFacts {
  named?: ClaimWithKey | undefined;
  held?: Claim | undefined;
  /** The registration that has reserved it. */
  reserver?: Registration | undefined;
}

/**
 * `own`: the account has it already. `free`: nobody has it, and the account has none. `differs`: nobody has it, and
 * the account has another one. `elsewhere`: somebody else has it.
 */
export type DocumentStanding = 'none' | 'own' | 'free' | 'differs' | 'elsewhere';

/** Any number of cases may name one document: each stands under a key of its own, which begins with the blind index. */
const namedKey = (index: string, namedId: string): string => `${index} ${namedId}`;
const indexIn = ({ key }: ClaimWithKey): string => key.slice(0, key.lastIndexOf(' '));

export const nameDocument = (caseId: string, { namedId, key }: { namedId: string; key: string }): ClaimChange => ({
  ...({ change: 'reserve', kind: 'named-document', identifierId: namedId, holder: caseId } as const),
  key: namedKey(key, namedId),
});

/**
 * The state knows the document by its id alone: its blind index comes with the first look, and its holder with the
 * next.
 */
export const namedBy = ({ document }: OpenCase) => claimWithId(document?.namedId);
export const holderAsked = ({ named, held }: DocumentFacts) => ({
  held: named && claim('identity', indexIn(named)),
  reserver: registrations.read(held?.state === 'reserved' ? held.holder : undefined),
});

/** One person, two ways: a registration that joins a company with this account has reserved it for the same person. */
const isReservedFor = (accountId: string, { reserver }: DocumentFacts): boolean =>
  reserver !== undefined && 'joins' in reserver && reserver.joins === accountId;

/** R17: decided under the lock under which it is claimed. */
export function standingOf({ document, accountId }: OpenCase, account: Account, facts: DocumentFacts): DocumentStanding {
  const { named, held } = facts;
  if (document === undefined) return 'none';
  if (held?.holder === accountId) return 'own';
  if (named === undefined || (held !== undefined && !isReservedFor(accountId, facts))) return 'elsewhere';
  return account.status === 'living' && account.identityId !== undefined ? 'differs' : 'free';
}

/**
 * The id of the document among those of the account, and the claim that it needs where it is not there yet. It takes
 * the place of a reservation for the same person, whose end then frees nothing.
 */
export function documentOf({ document, accountId }: OpenCase, { named, held }: DocumentFacts) {
  if (document === undefined || named === undefined) return { identityId: undefined, claims: [] };
  if (held?.holder === accountId) return { identityId: held.identifierId, claims: [] };
  const { identityId } = document;
  const taken = { change: 'hold', kind: 'identity', key: indexIn(named), identifierId: identityId, holder: accountId } as const;
  return { identityId, claims: [{ ...taken, ...(held && { replaces: held.identifierId }) }] };
}
