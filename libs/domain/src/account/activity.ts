import { day, internal, refuse, type Instant } from '../decider';
import { instant } from '../events';
import { dayOf, type Observation, type ObservationKind } from '../observation/observation';
import { rulesOf } from '../rule';
import type { Account, LivingAccount } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy } from './account.policy';
import { living } from './opening';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

const isFree = ({ frozenBy }: LivingAccount) => frozenBy === undefined;

/** An account has been used from the day of its activation on: days before it move nothing, and its stream stays short. */
const isPast = ({ activatedAt, lastActivityAt = dayOf(activatedAt) - day }: LivingAccount, at: Instant) => at > lastActivityAt;

/** V2: the account was used on a day. A frozen account only waits for its end or its undo. */
export const activity: ObservationKind<Account> = {
  body: {},
  asks: (account, observed) => {
    const newest = newestDay(observed);
    return account.status === 'living' && isFree(account) && isPast(account, newest) ? { type: 'RecordActivity', day: newest } : undefined;
  },
};

const newestDay = (observed: readonly Observation[]): Instant =>
  observed.reduce((newest, { at }) => Math.max(newest, dayOf(at)), -Infinity);

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
