import { day, type Instant } from '../decider';
import { dayOf } from '../observation/observation';
import type { LivingAccount } from './account';
import type { AccountPolicy } from './account.policy';
import type { BehaviourPolicy } from './behaviour.policy';
import type { SignInDay } from './kept-of-life';

/** G3: what counts towards sensitive capabilities. Nothing of an account whose policy asks for no behaviour. */
export interface Behaviour {
  activeDays: number;
  /** X4: active days are not met before this instant, however many there are. */
  activeDaysFrom: Instant;
  verifiedSignIns: number;
  hasStableFingerprint: boolean;
}

export const behaviourOf = (account: LivingAccount, { behaviour }: Pick<AccountPolicy, 'behaviour'>): Behaviour => ({
  activeDays: behaviour ? (account.activeDays?.length ?? 0) : 0,
  activeDaysFrom: account.activatedAt + (behaviour?.activeDays ?? 0) * day,
  verifiedSignIns: behaviour ? (account.signIns?.length ?? 0) : 0,
  hasStableFingerprint: behaviour !== undefined && isStable(account.signInDays ?? [], behaviour),
});

/** One device was there on each of the newest days. */
const isStable = (days: readonly SignInDay[], { stableSignInDays }: BehaviourPolicy): boolean =>
  days.length >= stableSignInDays && days[0]!.devices.some((device) => days.every(({ devices }) => devices.includes(device)));

/** A verified sign-in. */
export interface SignIn {
  at: Instant;
  deviceId?: string;
}

/** What is new in this, as it is recorded; undefined if nothing is. Days before the activation count for nothing. */
export function newBehaviour(account: LivingAccount, used: readonly Instant[], signIns: readonly SignIn[], policy: BehaviourPolicy) {
  const own = signIns.filter(({ at }) => at >= account.activatedAt);
  const days = used.map(dayOf).filter((each) => each >= dayOf(account.activatedAt));
  const found = {
    days: added(account.activeDays, days, policy.activeDays),
    signIns: added(
      account.signIns,
      own.map(({ at }) => at),
      policy.verifiedSignIns,
    ),
    devices: newDevices(account.signInDays ?? [], own, policy),
  };
  return found.days.length + found.signIns.length + found.devices.length > 0 ? found : undefined;
}

/** The instants that are not there yet, oldest first, as long as there is room. */
const added = (known: readonly Instant[] = [], more: readonly Instant[], limit: number): readonly Instant[] =>
  [...new Set(more)]
    .filter((at) => !known.includes(at))
    .toSorted((a, b) => a - b)
    .slice(0, Math.max(0, limit - known.length));

/** The days of sign-ins as they would stand, where that is not how they stand. */
function newDevices(known: readonly SignInDay[], signIns: readonly SignIn[], policy: BehaviourPolicy): readonly SignInDay[] {
  const all = signIns.reduce((days, signIn) => withSignIn(days, signIn, policy), known);
  return all.filter((each) => !known.includes(each));
}

/** The newest days, each with the first of its devices by their ids: the same in any order. */
function withSignIn(days: readonly SignInDay[], { at, deviceId }: SignIn, policy: BehaviourPolicy): readonly SignInDay[] {
  const on = dayOf(at);
  const before = days.find((each) => each.day === on) ?? { day: on, devices: [] };
  if (days.includes(before) && (deviceId === undefined || before.devices.includes(deviceId))) return days;
  const devices = [...before.devices, ...(deviceId === undefined ? [] : [deviceId])].toSorted().slice(0, policy.devicesADay);
  if (days.includes(before) && String(devices) === String(before.devices)) return days;
  return withDays(days, [{ day: on, devices }], policy.stableSignInDays);
}

/** With these days in the place of those before. */
export const withDays = (known: readonly SignInDay[], days: readonly SignInDay[], limit: number): readonly SignInDay[] =>
  [...days, ...known.filter((each) => !days.some((other) => other.day === each.day))].toSorted((a, b) => b.day - a.day).slice(0, limit);
