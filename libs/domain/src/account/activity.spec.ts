import { given } from '#testing';
import fc from 'fast-check';
import { day, hour, minute } from '../decider';
import { dayOf, isTooFarAhead, type Observation } from '../observation/observation';
import { commandsAsked, isObserved, refuseMisfits } from '../observation/observations';
import type { AccountCommand } from './account.process';
import { account as process } from './account.process';
import type { Account } from './account';
import type { AccountEvent } from './account.events';

const account = given(process);
const tiers = { tier: 0, tierOneAt: 8 * day, tierTwoAt: 31 * day } as const;
const takenIn: AccountEvent = { type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', activatedAt: 0, ...tiers };
const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
const unfrozen: AccountEvent = { type: 'AccountUnfrozen', deregistrationId: 'd' };
const purged: AccountEvent = { type: 'AccountPurged', deregistrationId: 'd', phoneFreeAt: 45 * day };
const used = (on: number): AccountEvent => ({ type: 'ActivityRecorded', day: on * day });
const seen = (...at: number[]): Observation[] => at.map((each) => ({ type: 'activity', at: each, body: {} }));
const living = account(takenIn).state();

/** What the kernel does with each call: the command that it asks for, decided and folded. */
function observe(state: Account, observed: readonly Observation[]): Account {
  return commandsAsked(state, observed).reduce<Account>((before, command) => {
    const { events } = process.decide(before, command as AccountCommand, {}, 0);
    return events.reduce((folded, event) => process.evolve(folded, event), before);
  }, state);
}

describe('an account that is used (V2)', () => {
  it('records the first activity of a day by that day, and no other one of it', () => {
    account(takenIn)
      .when({ type: 'RecordActivity', day: 3 * day }, { at: 3 * day })
      .then(used(3));
    account(takenIn, used(3))
      .when({ type: 'RecordActivity', day: 3 * day }, { at: 3 * day })
      .thenRefused('activity-recorded');
    expect(commandsAsked(living, seen(3 * day + hour, 2 * day))).toEqual([{ type: 'RecordActivity', day: 3 * day }]);
    expect(commandsAsked(account(takenIn, used(3)).state(), seen(3 * day, 4 * day - 1))).toEqual([]);
    expect(commandsAsked(account(takenIn, used(3)).state(), seen(4 * day))).toEqual([{ type: 'RecordActivity', day: 4 * day }]);
  });

  it('is not moved by an older day after a newer one', () => {
    expect(commandsAsked(account(takenIn, used(3)).state(), seen(2 * day))).toEqual([]);
  });

  it('is not moved by a day before its activation: no caller makes its stream longer than its life has days', () => {
    const later = account({ ...takenIn, activatedAt: 3 * day + hour }).state();
    expect([commandsAsked(later, seen(3 * day - 1)), commandsAsked(later, seen(3 * day))]).toEqual([
      [],
      [{ type: 'RecordActivity', day: 3 * day }],
    ]);
  });

  it('shows the newest day, and nothing before the first activity; its ETag does not move', () => {
    expect(process.view(living)).not.toHaveProperty('lastActivityAt');
    expect(process.view(account(takenIn, used(3)).state())).toMatchObject({ lastActivityAt: 3 * day });
    expect(process.minor).toContain('ActivityRecorded');
  });

  it('counts by days of UTC, also before 1970', () => {
    expect([0, day - 1, day, -1].map(dayOf)).toEqual([0, 0, day, -day]);
  });

  it('records nothing while it is frozen, and goes on where it stood after an undo', () => {
    const leaving = account(takenIn, used(3), frozen);
    leaving.when({ type: 'RecordActivity', day: 4 * day }, { at: 4 * day }).thenRefused('account-not-active');
    expect([commandsAsked(leaving.state(), seen(4 * day)), isObserved(leaving.state())]).toEqual([[], true]);
    const back = account(takenIn, used(3), frozen, unfrozen).state();
    expect(back).toEqual(account(takenIn, used(3)).state());
    expect(commandsAsked(back, seen(4 * day))).toHaveLength(1);
  });

  it('is observed from its activation to its purge', () => {
    const gone = account(takenIn, used(3), frozen, purged).state();
    expect([gone, process.initial].map(isObserved)).toEqual([false, false]);
    expect(commandsAsked(gone, seen(4 * day))).toEqual([]);
    expect(JSON.stringify(gone)).not.toContain('lastActivityAt');
  });

  it('adds up to the same, whatever the order, the repetitions and the calls in which it was observed', () => {
    const instants = fc.array(fc.integer({ min: 0, max: 10 * day }), { minLength: 1, maxLength: 12 });
    const again = (at: readonly number[]) => fc.shuffledSubarray([...at, ...at], { minLength: 2 * at.length });
    const lives = instants.chain((at) => fc.tuple(fc.constant(at), again(at), fc.integer({ min: 1, max: 4 })));
    fc.assert(
      fc.property(lives, ([at, shuffled, size]) => {
        let state: Account = living;
        for (let from = 0; from < shuffled.length; from += size) state = observe(state, seen(...shuffled.slice(from, from + size)));
        expect(state).toEqual({ ...living, lastActivityAt: dayOf(Math.max(...at)) });
      }),
    );
  });
});

describe('an observation', () => {
  it('may be five minutes ahead of our clock, not more', () => {
    expect([isTooFarAhead(5 * minute, 0), isTooFarAhead(5 * minute + 1, 0)]).toEqual([false, true]);
  });

  it('has the fields of its type alone, and a type that is known', () => {
    expect(() => refuseMisfits(seen(0))).not.toThrow();
    expect(() => refuseMisfits([{ type: 'activity', at: 0, body: { name: 'x' } }])).toThrow();
    expect(() => refuseMisfits([{ type: 'constructor', at: 0, body: {} }])).toThrow();
  });
});
