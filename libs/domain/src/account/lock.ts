import type { Deadline, Instant } from '../decider';
import { localDayOf, zoneOr } from '../calendar/zone';
import type { LivingAccount } from './account';
import type { LockPolicy } from './lock.policy';
import { isLocked } from './restriction';

interface Failures {
  day: Instant;
  at: readonly Instant[];
  /** The midnight at which the day ends, where they lock the account until then. */
  until?: Instant;
}

/**
 * E12: failed sign-ins of the newest day as they would stand, if that is not how they stand. In any order: an older day
 * has ended, so that it locks nothing. A locked account counts none.
 */
export function newFailures(account: LivingAccount, at: readonly Instant[], policy: LockPolicy, now: Instant): Failures | undefined {
  if (isLocked(account, now)) return undefined;
  const { begins: day, ends: end } = localDayOf(Math.max(...at), zoneOr(account.timeZone, policy.zone));
  const before = account.failedSignIns?.day === day ? account.failedSignIns.at : [];
  if (before.length === 0 && (account.failedSignIns?.day ?? -Infinity) > day) return undefined;
  const counts = (each: Instant) => each >= day && each > (account.unlockedAt ?? -Infinity) && each >= account.activatedAt;
  const all = [...new Set([...before, ...at.filter(counts)])].toSorted((a, b) => a - b).slice(0, policy.failuresADay);
  if (all.length === before.length) return undefined;
  return { day, at: all, ...(all.length === policy.failuresADay && now < end && { until: end }) };
}

/** When the lock ends unless people end it before. */
export const dueOfLock = ({ lockedUntil }: LivingAccount): readonly Deadline<{ type: 'EndLock' }>[] =>
  lockedUntil === undefined ? [] : [{ command: { type: 'EndLock' }, dueAt: lockedUntil }];
