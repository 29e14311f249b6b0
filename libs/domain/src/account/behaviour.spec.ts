import { given } from '#testing';
import fc from 'fast-check';
import { day, hour } from '../decider';
import type { Observation } from '../observation/observation';
import { commandsAsked } from '../observation/observations';
import type { Account, LivingAccount } from './account';
import type { AccountEvent } from './account.events';
import { accountPolicies, accountPolicy } from './account.policy';
import { account as process } from './account.process';
import { behaviourOf } from './behaviour';

const account = given(process);
const takenIn: AccountEvent = {
  ...{ type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', activatedAt: 0, tier: 0, tierOneAt: 8 * day, tierTwoAt: 31 * day },
};
const living = account(takenIn).state();
const phone = '00000000-0000-4000-8000-000000000001';
const laptop = '00000000-0000-4000-8000-000000000002';
const used = (at: number): Observation => ({ type: 'activity', at, body: {} });
const signIn = (at: number, deviceId = phone, factor = 'sms-code'): Observation => ({ type: 'sign-in', at, body: { factor, deviceId } });

/** What the kernel does with each call. `version`: of the policy that the account was opened under. */
function observe(calls: readonly (readonly Observation[])[], version = 5, from: Account = living) {
  const policy = accountPolicies[version]!;
  let events = 0;
  const state = calls.reduce<Account>(
    (before, observed) =>
      commandsAsked(before, observed, policy).reduce<Account>((now, command) => {
        const decided = process.rules[command.type as 'RecordBehaviour'].decide(now, command, {}, 400 * day, policy);
        events += decided.events.length;
        return decided.events.reduce<Account>((folded, event) => process.evolve(folded, event as AccountEvent), now);
      }, before),
    from,
  );
  return { ...behaviourOf(state as LivingAccount, policy), events };
}

describe('how an account is used (G3, X4)', () => {
  it('counts days once, whatever is observed on them, as many as the policy asks for', () => {
    const days = Array.from({ length: 25 }, (_, n) => [used(n * day), used(n * day + hour)]);
    expect(observe(days.slice(0, 19)).activeDays).toBe(19);
    expect(observe(days.slice(0, 20)).activeDays).toBe(20);
    expect(observe([...days, ...days]).activeDays).toBe(20);
    expect(observe(days).activeDaysFrom).toBe(20 * day);
  });

  it('counts a sign-in as a use, and as a verified one unless a password was all', () => {
    const found = observe([[signIn(1, phone, 'password')], [signIn(day)], [signIn(day), signIn(day + 1)]]);
    expect(found).toMatchObject({ activeDays: 2, verifiedSignIns: 2 });
  });

  it('has a stable fingerprint once one device was there on each of the last 3 days with a verified sign-in', () => {
    const daily = (...devices: string[]) => devices.map((device, n) => [signIn(n * day, device)]);
    expect(observe(daily(phone, phone)).hasStableFingerprint).toBe(false);
    expect(observe(daily(phone, phone, phone)).hasStableFingerprint).toBe(true);
    expect(observe(daily(phone, phone, phone, laptop)).hasStableFingerprint).toBe(false);
    expect(observe([...daily(phone, phone, phone, laptop), [signIn(3 * day, phone)]]).hasStableFingerprint).toBe(true);
    expect(observe(daily(phone, phone, phone, laptop, laptop, laptop)).hasStableFingerprint).toBe(true);
  });

  it('counts nothing before the activation, and nothing of an account of an older policy', () => {
    expect(observe([[used(-2 * day), signIn(-2 * day)]])).toMatchObject({ activeDays: 0, verifiedSignIns: 0, events: 0 });
    expect(observe([[used(day)], [signIn(day)]], 4)).toMatchObject({ activeDays: 0, verifiedSignIns: 0, events: 1 });
  });

  it('is the same in any order, repeated, and in calls of any size, over a year', () => {
    const seen = fc.oneof(
      fc.integer({ min: -5, max: 365 }).map((n) => used(n * day)),
      fc.tuple(fc.integer({ min: -5, max: 365 }), fc.constantFrom(phone, laptop)).map(([n, device]) => signIn(n * day, device)),
    );
    const shuffled = fc
      .array(seen, { maxLength: 80 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }), fc.integer({ min: 1, max: 9 })),
      );
    fc.assert(
      fc.property(shuffled, ([all, other, size]) => {
        const calls = Array.from({ length: Math.ceil(other.length / size) }, (_, n) => other.slice(n * size, (n + 1) * size));
        const { events: _counted, ...inOrder } = observe([all.toSorted((a, b) => a.at - b.at)].filter((each) => each.length > 0));
        expect(observe(calls)).toMatchObject(inOrder);
      }),
      { numRuns: 60 },
    );
  });

  it('writes no event for a hundred thousand of one day, and at most three a day', () => {
    const one = [used(day), signIn(day)];
    const { events } = observe([one, ...Array.from({ length: 1_000 }, () => one)]);
    expect(events).toBeLessThanOrEqual(3);
    expect(accountPolicy.behaviour.activeDays).toBe(20);
  });
});
