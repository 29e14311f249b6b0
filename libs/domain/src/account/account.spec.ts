import { given } from '#testing';
import { day, type Claim } from '../decider';
import { standing } from './account';
import type { AccountEvent } from './account.events';
import type { AccountCommand } from './account.process';
import { account as process } from './account.process';

const account = given(process);
const takeIn: AccountCommand = { type: 'TakeInAccount', accountId: 'a', subjectId: 's', phone: { identifierId: 'p', key: 'k' } };
const takenIn: AccountEvent = {
  type: 'AccountTakenIn',
  subjectId: 's',
  phoneId: 'p',
  activatedAt: 0,
  tier: 0,
  tierOneAt: 8 * day,
  tierTwoAt: 31 * day,
};
const tierOne: AccountEvent = { type: 'TierRaised', tier: 1 };
const tierTwo: AccountEvent = { type: 'TierRaised', tier: 2 };
const frozen: AccountEvent = { type: 'AccountFrozen', deregistrationId: 'd' };
const unfrozen: AccountEvent = { type: 'AccountUnfrozen', deregistrationId: 'd' };
const purged: AccountEvent = { type: 'AccountPurged', deregistrationId: 'd', phoneFreeAt: 45 * day };

describe('an account that is taken in', () => {
  it('starts at tier 0, with day 8 and day 31 recorded, and holds its phone number (G2, R7)', () => {
    account().when(takeIn, { at: 0 }).then(takenIn).thenClaims({ change: 'hold', kind: 'phone', key: 'k', identifierId: 'p', holder: 'a' });
  });

  it('may have been activated before, now, but not later than now', () => {
    account()
      .when({ ...takeIn, activatedAt: 0 }, { at: 0 })
      .then(takenIn);
    account()
      .when({ ...takeIn, activatedAt: 0 }, { at: 3 * day })
      .then({ ...takenIn, takenInAt: 3 * day });
    account()
      .when({ ...takeIn, activatedAt: 1 }, { at: 0 })
      .thenRefused('activated-in-future');
  });

  it.each([
    [0, 8 * day - 1],
    [1, 8 * day],
    [1, 31 * day - 1],
    [2, 31 * day],
  ] as const)('has at once the tier of its age: %i, activated %i ms ago', (tier, age) => {
    account()
      .when({ ...takeIn, activatedAt: 0 }, { at: age })
      .then({ ...takenIn, tier, takenInAt: age });
  });

  it('is taken in once', () => {
    account(takenIn).when(takeIn, { at: 0 }).thenRefused('account-exists');
    account(takenIn, frozen, purged)
      .when(takeIn, { at: 50 * day })
      .thenRefused('account-exists');
  });
});

describe('a phone number', () => {
  const cooling: Claim = { state: 'cooldown', identifierId: 'p-before', holder: 'somebody', until: 45 * day };

  it('that another account holds is refused (R7)', () => {
    account()
      .when(takeIn, { at: 0, facts: { phone: { state: 'held', identifierId: 'p-before', holder: 'somebody' } } })
      .thenRefused('phone-taken', {});
  });

  it('that a registration has reserved is refused while that registration lasts', () => {
    account()
      .when(takeIn, { at: 0, facts: { phone: { state: 'reserved', identifierId: 'p-before', holder: 'r' } } })
      .thenRefused('registration-pending', {});
  });

  it('in its cooldown is refused until, not at, its recorded instant, and the refusal says from when on it is free (D6)', () => {
    account()
      .when(takeIn, { at: 45 * day - 1, facts: { phone: cooling } })
      .thenRefused('phone-in-cooldown', { availableAt: 45 * day });
    account()
      .when(takeIn, { at: 45 * day, facts: { phone: cooling } })
      .thenAccepted();
  });

  it('whose cooldown has lapsed is taken over, with or without its release, and the event says since when it was free (D7)', () => {
    account()
      .when({ ...takeIn, activatedAt: 0 }, { at: 50 * day, facts: { phone: cooling } })
      .then({ ...takenIn, tier: 2, phoneFreeSince: 45 * day, takenInAt: 50 * day })
      .thenClaims({ change: 'hold', kind: 'phone', key: 'k', identifierId: 'p', holder: 'a', replaces: 'p-before' });
  });
});

describe('the tier', () => {
  it('rises to 1 at day 8, not a millisecond earlier (G2)', () => {
    account(takenIn)
      .when({ type: 'RaiseTier', tier: 1 }, { at: 8 * day - 1 })
      .thenRefused('not-due', { availableAt: 8 * day });
    account(takenIn)
      .when({ type: 'RaiseTier', tier: 1 }, { at: 8 * day })
      .then(tierOne);
  });

  it('rises to 2 at day 31, not a millisecond earlier (G2)', () => {
    account(takenIn, tierOne)
      .when({ type: 'RaiseTier', tier: 2 }, { at: 31 * day - 1 })
      .thenRefused('not-due', { availableAt: 31 * day });
    account(takenIn, tierOne)
      .when({ type: 'RaiseTier', tier: 2 }, { at: 31 * day })
      .then(tierTwo);
  });

  it('rises one step at a time, each step once, also when the alarm was very late', () => {
    account(takenIn)
      .when({ type: 'RaiseTier', tier: 2 }, { at: 40 * day })
      .thenRefused('tier-out-of-order');
    account(takenIn, tierOne)
      .when({ type: 'RaiseTier', tier: 1 }, { at: 40 * day })
      .thenRefused('tier-out-of-order');
    account(takenIn, tierOne, tierTwo)
      .when({ type: 'RaiseTier', tier: 2 }, { at: 40 * day })
      .thenRefused('tier-out-of-order');
  });

  it('counts from the activation, not from the taking in', () => {
    expect(account({ ...takenIn, activatedAt: 0, tier: 1 }).due()[0]).toEqual({ command: { type: 'RaiseTier', tier: 2 }, dueAt: 31 * day });
    expect(
      account(takenIn)
        .due()
        .map(({ dueAt }) => dueAt),
    ).toEqual([8 * day, 31 * day, 90 * day]);
    expect(
      account(takenIn, tierOne, tierTwo)
        .due()
        .map(({ command }) => command.type),
    ).toEqual(['RequireReverification']);
  });

  it('decides what the account may do', () => {
    const capabilities = (...events: AccountEvent[]) => process.view(account(...events).state()).capabilities;
    expect(capabilities(takenIn)).toEqual(['internal-chat', 'voice-calls', 'calendar', 'files']);
    const first = ['internal-chat', 'voice-calls', 'calendar', 'files', 'location-sharing', 'moments', 'external-files'];
    expect(capabilities(takenIn, tierOne)).toEqual(first);
    expect(capabilities(takenIn, tierOne, tierTwo)).toContain('third-party-apps');
  });
});

describe('a frozen account', () => {
  it('is frozen once, by one deregistration (D2)', () => {
    account(takenIn).when({ type: 'FreezeAccount', deregistrationId: 'd' }, { at: day }).then(frozen);
    account(takenIn, frozen).when({ type: 'FreezeAccount', deregistrationId: 'other' }, { at: day }).thenRefused('deregistration-pending');
  });

  it('shows as frozen and may do nothing', () => {
    const state = account(takenIn, frozen).state();
    expect(process.status(state)).toBe('frozen');
    expect(process.view(state).capabilities).toEqual([]);
  });

  it('still grows: its deadlines go on (X8)', () => {
    account(takenIn, frozen)
      .when({ type: 'RaiseTier', tier: 1 }, { at: 8 * day })
      .then(tierOne);
    expect(account(takenIn, frozen).due()).toEqual(account(takenIn).due());
  });

  it('is unfrozen by the deregistration that froze it and by no other, and is then exactly as before (D3)', () => {
    account(takenIn, frozen).when({ type: 'UnfreezeAccount', deregistrationId: 'other' }, { at: day }).thenRefused('account-not-frozen');
    account(takenIn, frozen).when({ type: 'UnfreezeAccount', deregistrationId: 'd' }, { at: day }).then(unfrozen);
    expect(account(takenIn, frozen, tierOne, unfrozen).state()).toStrictEqual(account(takenIn, tierOne).state());
  });
});

describe('the person with an account', () => {
  const openedOne: AccountEvent = { type: 'AccountOpened', registrationId: 'r', subjectId: 's', phoneId: 'p' };

  it('is leaving from the moment of the freeze (D2) until the unfreeze, and is gone once it is purged or undone', () => {
    const standings = (...histories: AccountEvent[][]) => histories.map((events) => standing(account(...events).state()));
    expect(standings([takenIn], [takenIn, frozen, unfrozen])).toEqual(['present', 'present']);
    expect(standings([takenIn, frozen])).toEqual(['leaving']);
    expect(standings([takenIn, frozen, purged], [openedOne, { type: 'AccountOpeningUndone', registrationId: 'r' }])).toEqual([
      'gone',
      'gone',
    ]);
  });

  it('is present before the account opens', () => {
    expect([standing(process.initial), standing(account(openedOne).state())]).toEqual(['present', 'present']);
  });
});

describe('a purged account', () => {
  const purge: AccountCommand = { type: 'PurgeAccount', deregistrationId: 'd', phoneFreeAt: 45 * day };

  it('was frozen by the deregistration that purges it, and its number cools down until the recorded instant (D4, D6)', () => {
    account(takenIn)
      .when(purge, { at: 14 * day })
      .thenRefused('account-not-frozen');
    account(takenIn, frozen)
      .when({ ...purge, deregistrationId: 'other' }, { at: 14 * day })
      .thenRefused('account-not-frozen');
    account(takenIn, frozen)
      .when(purge, { at: 14 * day })
      .then(purged)
      .thenClaims({ change: 'cool-down', identifierId: 'p', until: 45 * day });
  });

  it('is over: no deadline, no capability, no reference to its phone', () => {
    const state = account(takenIn, frozen, purged).state();
    expect(account(takenIn, frozen, purged).due()).toEqual([]);
    expect(process.outcome(state)).toBe('purged');
    expect(process.view(state)).toEqual({ tier: 0, activatedAt: 0, capabilities: [], memberships: [] });
    expect(JSON.stringify(state)).not.toContain('"p"');
  });
});
