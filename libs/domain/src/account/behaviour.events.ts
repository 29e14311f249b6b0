import { eventsOf, group, id, instant, list } from '../events';
import { isLiving, type Account } from './account';
import { withDays } from './behaviour';
import { behaviourPolicy } from './behaviour.policy';

const whileLiving = eventsOf<Account>().from(isLiving);

export const behaviourEvents = {
  /**
   * G3: what was not recorded before: days on which the account was used, verified sign-ins, and days of sign-ins with
   * all of their devices.
   */
  BehaviourRecorded: whileLiving(
    { days: list(instant), signIns: list(instant), devices: list(group({ day: instant, devices: list(id) })) },
    (account, { days, signIns, devices }) => ({
      ...account,
      ...(days.length > 0 && { activeDays: [...(account.activeDays ?? []), ...days] }),
      ...(signIns.length > 0 && { signIns: [...(account.signIns ?? []), ...signIns] }),
      ...(devices.length > 0 && { signInDays: withDays(account.signInDays ?? [], devices, behaviourPolicy.stableSignInDays) }),
    }),
    { minor: true },
  ),
};
