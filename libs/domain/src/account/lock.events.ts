import { code, eventsOf, instant, list, optional } from '../events';
import { isLiving, type Account } from './account';
import { unlockReasons } from './lock.policy';

const whileLiving = eventsOf<Account>().from(isLiving);

export const lockEvents = {
  /** E12: failed sign-ins of the newest day, by its midnight in the zone of the person: all that count so far. */
  SignInFailuresRecorded: whileLiving({ day: instant, at: list(instant) }, (account, failedSignIns) => ({ ...account, failedSignIns }), {
    minor: true,
  }),
  AccountLocked: whileLiving({ until: instant, reason: code('sign-ins-failed'), at: instant }, (account, { until }) => ({
    ...account,
    lockedUntil: until,
  })),
  /** `reason`: why people ended the lock. None: its time was over. */
  AccountUnlocked: whileLiving(
    { reason: optional(code(...unlockReasons)), at: instant },
    ({ lockedUntil: _ended, failedSignIns, ...account }, { reason, at }) => ({
      ...account,
      // A service's clock may be ahead: what was counted must not count again.
      ...(reason !== undefined && { unlockedAt: Math.max(at, ...(failedSignIns?.at ?? [])), unlocks: (account.unlocks ?? 0) + 1 }),
    }),
  ),
};
