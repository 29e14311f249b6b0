import { localDayOf, zoneOr } from '../calendar/zone';
import { refuse, type Instant, type Problem } from '../decider';
import { defined } from '../events';
import type { Account } from './account';
import type { AccountPolicy } from './account.policy';
import { mayDo, whenAvailable } from './capabilities';
import type { Context } from './context';
import { growthPolicy } from './growth.policy';

/** So much of a capability, at once. */
interface Use {
  capability: string;
  amount: number;
}

/** Where a use is counted: the local day, what it may have in all, and when the next one begins. */
export interface Counted {
  counter: string;
  /** Days since 1970-01-01 by the clock of the person. */
  day: number;
  dayEndsAt: Instant;
  /** None: it is counted, and nothing bounds it. */
  limit?: number;
}

/** A limit of a day belongs to the capability, whatever the version of the account. */
const daily: Readonly<Record<string, (typeof growthPolicy.daily)[keyof typeof growthPolicy.daily]>> = growthPolicy.daily;
const dailyOf = (capability: string) => (Object.hasOwn(daily, capability) ? daily[capability] : undefined);

/** G1–G4, R22: whether the account has the capability now, and where its use is counted. */
export function judgeUse(
  account: Account,
  policy: AccountPolicy,
  now: Instant,
  context: Context,
  { capability }: Use,
): { counted: Counted } | { problem: Problem } {
  const { capabilities, withheld, limits } = mayDo(account, policy, now, context);
  if (account.status !== 'living' || !capabilities.includes(capability)) {
    const conditions = withheld.find((each) => each.capability === capability)?.unmet ?? [];
    const unmet = conditions.map(({ condition }) => condition);
    return { problem: { code: 'capability-not-granted', unmet, conditions, ...defined({ availableAt: whenAvailable(conditions) }) } };
  }
  const limited = dailyOf(capability);
  const { date: day, ends: dayEndsAt } = localDayOf(now, zoneOr(account.timeZone, growthPolicy.dayZone));
  return { counted: { counter: capability, day, dayEndsAt, ...defined({ limit: limited && limits[limited.limit] }) } };
}

/** G2, V4: the day has no room for it. `availableAt`: the next one, unless no day has so much room. */
export function refuseUse({ counter, limit, dayEndsAt }: Counted, { amount }: Use): Problem {
  const { code } = dailyOf(counter)!;
  return refuse(code, { limit, ...(amount <= limit! && { availableAt: dayEndsAt }) }).problem!;
}
