import { given } from '#testing';
import { day, hour, minute } from '../decider';
import type { Observation } from '../observation/observation';
import { commandsAsked } from '../observation/observations';
import { instantAt } from '../calendar/zone';
import { dayOf } from '../calendar/day';
import type { AccountEvent } from './account.events';
import { accountPolicy, fourthAccountPolicy } from './account.policy';
import { account as process } from './account.process';

const account = given(process);
const noon = Date.parse('2026-03-10T04:00:00Z');
const takenIn: AccountEvent = {
  ...{ type: 'AccountTakenIn', subjectId: 's', phoneId: 'p', activatedAt: noon - 40 * day, tier: 2, tierOneAt: 0, tierTwoAt: 0 },
};
const midnight = Date.parse('2026-03-10T16:00:00Z');
const failures = (...at: number[]): AccountEvent => ({ type: 'SignInFailuresRecorded', day: midnight - day, at });
const locked: AccountEvent = { type: 'AccountLocked', until: midnight, reason: 'sign-ins-failed', at: noon };
const failed = (at: number): Observation => ({ type: 'sign-in-failed', at, body: {} });
const three = [noon, noon + minute, noon + 2 * minute];

describe('an account whose sign-ins fail (E12)', () => {
  it('is locked by the third of a local day, until the midnight of its person', () => {
    account(takenIn)
      .when({ type: 'RecordFailedSignIns', at: [noon, noon + 1] }, { at: noon + 1 })
      .then(failures(noon, noon + 1));
    account(takenIn, failures(noon, noon + 1))
      .when({ type: 'RecordFailedSignIns', at: [noon + 2] }, { at: noon + 3 })
      .then(failures(noon, noon + 1, noon + 2), { ...locked, at: noon + 3 });
  });

  it('counts one that comes again once, and none of an older day after a newer one', () => {
    account(takenIn, failures(noon))
      .when({ type: 'RecordFailedSignIns', at: [noon, noon] }, { at: noon })
      .thenRefused('failures-recorded');
    account(takenIn, failures(noon))
      .when({ type: 'RecordFailedSignIns', at: [noon - day] }, { at: noon })
      .thenRefused('failures-recorded');
  });

  it('is not locked by a day that is over, however late its failures come', () => {
    account(takenIn)
      .when({ type: 'RecordFailedSignIns', at: three }, { at: midnight })
      .then(failures(...three));
  });

  it.each([
    ['of 23 hours', '2026-03-29', 23],
    ['of 25 hours', '2026-10-25', 25],
  ])('is locked until the midnight after a day %s', (_, date, hours) => {
    const [year, month, date_] = date.split('-').map(Number) as [number, number, number];
    const begin = instantAt({ day: dayOf(year, month, date_)!, time: 0 }, 'Europe/Berlin');
    const at = [begin, begin + hour, begin + hours * hour - 1];
    const berlin = { ...takenIn, activatedAt: begin - day } as AccountEvent;
    const zoned: AccountEvent = { type: 'MembershipProposed', companyId: 'c', positionStreamId: 'q', registrationId: 'r' };
    const joined: AccountEvent = { type: 'MembershipActivated', companyId: 'c', at: begin - day, timeZone: 'Europe/Berlin' };
    account(berlin, zoned, joined)
      .when({ type: 'RecordFailedSignIns', at }, { at: at[2]! })
      .then(
        { type: 'SignInFailuresRecorded', day: begin, at },
        { type: 'AccountLocked', until: begin + hours * hour, reason: 'sign-ins-failed', at: at[2]! },
      );
  });

  it('is unlocked by the clock at midnight, not before', () => {
    expect(process.due(account(takenIn, locked).state() as never)).toContainEqual({ command: { type: 'EndLock' }, dueAt: midnight });
    account(takenIn, locked)
      .when({ type: 'EndLock' }, { at: midnight - 1 })
      .thenRefused('not-due');
    account(takenIn, locked).when({ type: 'EndLock' }, { at: midnight }).then({ type: 'AccountUnlocked', at: midnight });
    account(takenIn).when({ type: 'EndLock' }, { at: midnight }).thenRefused('not-locked');
  });

  it('is unlocked by people before that, and what failed before counts no more', () => {
    const unlock = { type: 'UnlockAccount', reason: 'person-confirmed' } as const;
    const unlocked: AccountEvent = { type: 'AccountUnlocked', reason: 'person-confirmed', at: noon + hour };
    account(takenIn, failures(...three), locked)
      .when(unlock, { at: noon + hour })
      .then(unlocked);
    account(takenIn).when(unlock, { at: noon }).thenRefused('not-locked');
    account(takenIn, locked).when(unlock, { at: midnight }).thenRefused('not-locked');
    account(takenIn, locked, unlocked)
      .when({ type: 'RecordFailedSignIns', at: three }, { at: noon + hour })
      .thenRefused('failures-recorded');
    const later = three.map((at) => at + 2 * hour);
    account(takenIn, locked, unlocked)
      .when({ type: 'RecordFailedSignIns', at: later }, { at: later[2]! })
      .then(failures(...later), { ...locked, at: later[2]! });
  });

  it('counts nothing while it is locked, while it is frozen, and under an older policy', () => {
    const asks = (events: readonly AccountEvent[], policy: object) => commandsAsked(account(...events).state(), three.map(failed), policy);
    expect(asks([takenIn], accountPolicy)).toEqual([{ type: 'RecordFailedSignIns', at: three }]);
    expect(asks([takenIn, failures(...three), locked], accountPolicy)).toEqual([]);
    expect(asks([takenIn, { type: 'AccountFrozen', deregistrationId: 'd' }], accountPolicy)).toEqual([]);
    expect(asks([takenIn], fourthAccountPolicy)).toEqual([]);
  });
});
