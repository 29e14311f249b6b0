import type { Instant } from '../decider';
import { defined } from '../events';
import type { LivingAccount } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import type { CredentialMethod } from './levels.policy';
import { validMethods } from './proof';
import type { ReverifyReason } from './restriction';

type Ev<T extends AccountEvent['type']> = Extract<AccountEvent, { type: T }>;

export const owes = ({ reverifyRequired }: LivingAccount, reason: ReverifyReason): boolean =>
  reverifyRequired?.reasons.includes(reason) ?? false;

/** V4, R9: what the end of a credential brings beside itself. `method`: the one that ends. */
export function heldBackBy(
  account: LivingAccount,
  method: CredentialMethod,
  how: 'lapsed' | 'revoked',
  { restrictions }: AccountPolicy,
  now: Instant,
): readonly (Ev<'ReverificationRequired'> | Ev<'AccountRestricted'>)[] {
  if (!restrictions) return [];
  const isStay = how === 'lapsed' && restrictions.documents.includes(method) && !owes(account, 'document-ended');
  const hasNothing = !account.restricted && validMethods(account, now).every((each) => each === method);
  return [
    ...(isStay ? [{ type: 'ReverificationRequired', reason: 'document-ended', at: now } as const] : []),
    ...(hasNothing ? [{ type: 'AccountRestricted', at: now } as const] : []),
  ];
}

/** What was just proven. `validUntil`: of the credential. */
interface JustProven {
  method?: CredentialMethod;
  validUntil?: Instant | undefined;
  caseId?: string | undefined;
}

/** V2, V4, R9: what a proof lifts: it must count now, and for the end of a document be another document. */
export function liftedBy(
  account: LivingAccount,
  { method, validUntil = Infinity, caseId }: JustProven,
  { restrictions }: AccountPolicy,
  now: Instant,
): readonly (Ev<'ReverificationMet'> | Ev<'RestrictionLifted'>)[] {
  if (!restrictions || now >= validUntil) return [];
  const isDocument = method !== undefined && restrictions.documentsAfter.includes(method);
  const reasons = (account.reverifyRequired?.reasons ?? []).filter((reason) => reason === 'idle' || isDocument);
  return [
    ...(reasons.length > 0 ? [{ type: 'ReverificationMet', reasons, ...defined({ caseId }), at: now } as const] : []),
    ...(account.restricted && method !== undefined ? [{ type: 'RestrictionLifted', at: now } as const] : []),
  ];
}
