import { day, type Command, type Instant } from '../decider';
import { dayOf } from '../observation/observation';
import type { LivingAccount } from './account';
import type { ObservedPolicy } from './account.policy';
import { newBehaviour, type SignIn } from './behaviour';

/**
 * An account has been used from the day of its activation on: days before it move nothing, and its stream stays short.
 */
export const isPast = ({ activatedAt, lastActivityAt = dayOf(activatedAt) - day }: LivingAccount, at: Instant) => at > lastActivityAt;

export const newestDay = (used: readonly Instant[]): Instant => used.reduce((newest, at) => Math.max(newest, dayOf(at)), -Infinity);

/** The command for what was observed of the use of the account, if that is not recorded yet. */
export function behaviourAsked(
  account: LivingAccount,
  used: readonly Instant[],
  signIns: readonly SignIn[],
  { behaviour }: ObservedPolicy,
): readonly Command[] {
  const isNew = isPast(account, newestDay(used)) || (behaviour && newBehaviour(account, used, signIns, behaviour));
  const command = { type: 'RecordBehaviour', days: [...new Set(used.map(dayOf))], signIns };
  return isNew ? [command] : [];
}
