import { code, eventsOf, id, instant, list, optional } from '../events';
import { isLiving, type Account, type LivingAccount } from './account';
import { reverifyReasons, type ReverifyReason } from './restriction';

const whileLiving = eventsOf<Account>().from(isLiving);

/** Without the key where no reason is left: the account is then exactly as one that never had any. */
function withoutReasons({ reverifyRequired, ...account }: LivingAccount, met: readonly ReverifyReason[]): LivingAccount {
  const reasons = reverifyRequired?.reasons.filter((each) => !met.includes(each)) ?? [];
  return reverifyRequired && reasons.length > 0 ? { ...account, reverifyRequired: { ...reverifyRequired, reasons } } : account;
}

/** What holds an account back until its person proves something, and what lifts it. */
export const reverifyingEvents = {
  /** V2, R9: since the first reason that still stands. */
  ReverificationRequired: whileLiving({ reason: code(...reverifyReasons), at: instant }, (account, { reason, at }) => {
    const { since = at, reasons = [] } = account.reverifyRequired ?? {};
    return { ...account, reverifyRequired: { since, reasons: [...reasons, reason] } };
  }),
  /** The idle clock begins anew, or the next look would require it again. */
  ReverificationMet: whileLiving(
    { reasons: list(code(...reverifyReasons)), caseId: optional(id), at: instant },
    (account, { reasons, at }) => ({ ...withoutReasons(account, reasons), reverifiedAt: at }),
  ),
  /** V4: no credential counts any more. */
  AccountRestricted: whileLiving({ at: instant }, (account, { at }) => ({ ...account, restricted: { since: at } })),
  RestrictionLifted: whileLiving({ at: instant }, ({ restricted: _lifted, ...account }) => account),
};
