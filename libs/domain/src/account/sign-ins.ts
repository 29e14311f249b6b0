import { internal, refuse } from '../decider';
import { code, group, id, instant, list, optional } from '../events';
import type { ObservationKind } from '../observation/observation';
import { rulesOf } from '../rule';
import type { Account } from './account';
import type { AccountEvent } from './account.events';
import type { AccountPolicy, ObservedPolicy } from './account.policy';
import { newBehaviour } from './behaviour';
import { addressClasses, signInFactors } from './behaviour.policy';
import { integrities } from '../registration/device';
import { newFailures } from './lock';
import { living } from './opening';
import { causesOfSignIn, riskAsked } from './risk';
import { behaviourAsked, isPast, newestDay } from './used';
import { isFree } from './restriction';

const { rule, accept } = rulesOf<Account, AccountEvent, AccountPolicy>();

/** What a service says of the place and the device of a sign-in. `deviceId` stands for the fingerprint. */
const seen = {
  deviceId: optional(id),
  integrity: optional(code(...integrities)),
  region: optional(code('usual', 'unusual')),
  address: optional(code(...addressClasses)),
};

/** G3: a service has let the person in. Also a use of the account, and from afar a reason to look (V7). */
export const signIn: ObservationKind<Account, ObservedPolicy> = {
  body: { factor: code(...signInFactors), ...seen },
  asks: (account, observed, { behaviour }) => {
    if (account.status !== 'living' || !isFree(account) || behaviour === undefined) return undefined;
    const verified = observed.filter(({ body }) => behaviour.verifyingFactors.includes(body['factor'] as string));
    const signIns = verified.map(({ at, body }) => ({
      at,
      ...(body['deviceId'] !== undefined && { deviceId: body['deviceId'] as string }),
    }));
    const days = observed.map(({ at }) => at);
    return [...behaviourAsked(account, days, signIns, { behaviour }), ...[riskAsked(account, observed, causesOfSignIn) ?? []].flat()];
  },
};

/** E12: a service has refused to let somebody in as this person. */
export const failedSignIn: ObservationKind<Account, ObservedPolicy> = {
  body: seen,
  asks: (account, observed, { lock }) => {
    if (account.status !== 'living' || !isFree(account) || lock === undefined) return undefined;
    const at = observed.map((each) => each.at);
    // Whether its day is over is for the command, which knows the time.
    return newFailures(account, at, lock, Math.min(...at)) && { type: 'RecordFailedSignIns', at };
  },
};

export const signInRules = {
  /** V2, G3: how the account was used, as far as that is new. */
  RecordBehaviour: rule({
    origin: 'observation',
    takes: { days: list(instant), signIns: list(group({ at: instant, deviceId: optional(id) })) },
    given: living.when(isFree, internal('account-not-active')),
    emits: ['ActivityRecorded', 'BehaviourRecorded'],
    decide: ({ state: account, command: { days, signIns }, policy: { behaviour } }) => {
      const found = behaviour && newBehaviour(account, days, signIns, behaviour);
      const day = newestDay(days);
      const activity = isPast(account, day) ? [{ type: 'ActivityRecorded' as const, day }] : [];
      const recorded = found ? [{ type: 'BehaviourRecorded' as const, ...found }] : [];
      const events = [...activity, ...recorded];
      return events.length > 0 ? accept(...events) : refuse(internal('activity-recorded'));
    },
  }),
  /** E12: the third one of a day locks the account until its midnight. */
  RecordFailedSignIns: rule({
    origin: 'observation',
    takes: { at: list(instant) },
    given: living.when(isFree, internal('account-not-active')),
    emits: ['SignInFailuresRecorded', 'AccountLocked'],
    decide: ({ state: account, command: { at }, policy: { lock }, now }) => {
      const found = lock && at.length > 0 ? newFailures(account, at, lock, now) : undefined;
      if (!found) return refuse(internal('failures-recorded'));
      const { until, ...failures } = found;
      const locked = until === undefined ? [] : [{ type: 'AccountLocked' as const, until, reason: 'sign-ins-failed' as const, at: now }];
      return accept({ type: 'SignInFailuresRecorded', ...failures }, ...locked);
    },
  }),
};
