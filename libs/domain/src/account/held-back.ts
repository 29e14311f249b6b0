import type { Instant, Problem } from '../decider';
import type { LivingAccount } from './account';
import type { AccountPolicy } from './account.policy';
import { idleEndsAt, validMethods } from './proof';
import { restrictions, restrictionsOf, type Restriction } from './restriction';
import { leavesToDo, type Act } from './restriction.policy';

/** All that holds the account back at this instant, the gravest first, whether or not the alarms have rung. */
export function restrictionsAt(account: LivingAccount, policy: AccountPolicy, now: Instant): readonly Restriction[] {
  const recorded = restrictionsOf(account, now);
  if (!policy.restrictions) return recorded;
  const hasLapsed = Object.keys(account.credentials ?? {}).length > 0 && validMethods(account, now).length === 0;
  const fallsDue = { reverify_required: now >= idleEndsAt(account), restricted: hasLapsed, frozen: false, locked: false };
  return restrictions.filter((each) => recorded.includes(each) || fallsDue[each]);
}

const codes = {
  locked: 'account-locked',
  reverify_required: 'reverification-required',
  restricted: 'account-restricted',
} as const satisfies Record<Exclude<Restriction, 'frozen'>, string>;

/** Why the person of this account may not do this now, the gravest reason first. A freeze has an answer of its own. */
export function refuseAct(account: LivingAccount, policy: AccountPolicy, act: Act, now: Instant): Problem | undefined {
  const refusing = restrictionsAt(account, policy, now).find((each) => each !== 'frozen' && !leavesToDo[each].includes(act));
  if (refusing === undefined || refusing === 'frozen') return undefined;
  if (refusing === 'locked') return { code: codes.locked, availableAt: account.lockedUntil! };
  return { code: codes[refusing], ...(refusing === 'reverify_required' && { unmet: account.reverifyRequired?.reasons ?? ['idle'] }) };
}
