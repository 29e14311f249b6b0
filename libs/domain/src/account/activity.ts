import { internal, refuse } from '../decider';
import { instant } from '../events';
import type { ObservationKind } from '../observation/observation';
import { rulesOf } from '../rule';
import type { Account } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy, ObservedPolicy } from './account.policy';
import { living } from './opening';
import { behaviourAsked, isPast, newestDay } from './used';
import { isFree } from './restriction';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

/** V2: the account was used on a day. A frozen account only waits for its end or its undo. */
export const activity: ObservationKind<Account, ObservedPolicy> = {
  body: {},
  asks: (account, observed, policy) => {
    if (account.status !== 'living' || !isFree(account)) return undefined;
    const used = observed.map(({ at }) => at);
    if (policy.behaviour) return behaviourAsked(account, used, [], policy);
    return isPast(account, newestDay(used)) ? { type: 'RecordActivity', day: newestDay(used) } : undefined;
  },
};

export const activityRules = {
  /** V2: the newest day on which the account was used, once a day however often it is observed. */
  RecordActivity: rule({
    origin: 'observation',
    takes: { day: instant },
    given: living.when(isFree, internal('account-not-active')),
    emits: ['ActivityRecorded'],
    decide: ({ state: account, command: { day } }) =>
      isPast(account, day) ? accept({ type: 'ActivityRecorded', day }) : refuse(internal('activity-recorded')),
  }),
};
