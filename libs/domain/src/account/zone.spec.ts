import fc from 'fast-check';
import { given } from '#testing';
import { withinHours, wallTime } from '../calendar/zone';
import { day, hour } from '../decider';
import type { Observation } from '../observation/observation';
import type { AccountEvent } from './account.events';
import { account as process } from './account.process';
import { levelPolicy } from './levels.policy';
import { risk } from './risk';

const account = given(process);
const midnight = Date.parse('2026-06-30T00:00:00.000+08:00');
const opened: AccountEvent = {
  ...{ type: 'AccountOpened', subjectId: 's', phoneId: 'p', registrationId: 'r' },
  companyId: 'c',
};
const tiers = { activatedAt: 0, tierOneAt: 8 * day, tierTwoAt: 31 * day };
const activated = (timeZone?: string): AccountEvent => ({
  type: 'AccountActivated',
  ...tiers,
  ...(timeZone !== undefined && { timeZone }),
});
const granted: AccountEvent = { type: 'CredentialGranted', credentialId: 'r', method: 'passport', validUntil: midnight, at: 0 };
const proposed: AccountEvent = { type: 'MembershipProposed', companyId: 'c2', positionStreamId: 'p2', registrationId: 'r2' };
const activate = (timeZone?: string) =>
  ({ type: 'ActivateAccount', accountId: 'a', registrationId: 'r', ...(timeZone !== undefined && { timeZone }) }) as const;

describe('the zone of an account (R10)', () => {
  it('is recorded at its activation, where the registration knew one', () => {
    for (const zone of ['Asia/Tokyo', undefined])
      account(opened)
        .when(activate(zone), { at: 0 })
        .then({ ...activated(zone) });
    expect(process.view(account(opened, activated('Asia/Tokyo')).state())).toMatchObject({ timeZone: 'Asia/Tokyo' });
  });

  it('comes with a later membership where there was none, and stays where there was one', () => {
    const join = { ...activate('Europe/Berlin'), registrationId: 'r2' };
    const joined: AccountEvent = { type: 'MembershipActivated', companyId: 'c2', at: day };
    account(opened, activated(), proposed)
      .when(join, { at: day })
      .then({ ...joined, timeZone: 'Europe/Berlin' });
    account(opened, activated('Asia/Tokyo'), proposed).when(join, { at: day }).then(joined);
    const state = account(opened, activated(), proposed, { ...joined, timeZone: 'Europe/Berlin' }).state();
    expect(state).toMatchObject({ timeZone: 'Europe/Berlin' });
  });

  it('says when it is late at night, unless the signal brings another one (V6)', () => {
    const night = midnight - hour;
    const seen = (timeZone?: string): Observation => ({ type: 'risk', at: night, body: { signals: {}, ...(timeZone && { timeZone }) } });
    const late = (own: string | undefined, ofSignal?: string) =>
      risk.asks(account(opened, activated(own)).state(), [seen(ofSignal)]) !== undefined;
    expect([late(undefined), late('Europe/Berlin'), late('Europe/Berlin', 'Asia/Shanghai'), late('Asia/Tokyo')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(late('Mars/Olympus')).toBe(true);
  });
});

describe('the notices before a credential ends (R9, R10)', () => {
  const noticesIn = (zone?: string) =>
    account(opened, activated(zone), granted)
      .due()
      .filter(({ command }) => command.type === 'AnnounceExpiry')
      .map(({ dueAt }) => (dueAt - midnight) / hour);

  it('come 30, 7 and 1 day before the end of passport, visa or permit, in the morning of the person', () => {
    expect(noticesIn()).toEqual([-30 * 24, -7 * 24, -24]);
    expect(noticesIn('Asia/Shanghai')).toEqual([-30 * 24 + 9, -7 * 24 + 9, -15]);
    // Midnight in China is 18 o'clock in Berlin, where nobody sleeps.
    expect(noticesIn('Europe/Berlin')).toEqual([-30 * 24, -7 * 24, -24]);
    expect(noticesIn('Mars/Olympus')).toEqual(noticesIn());
  });

  it('are recorded at their instant, and not before, and the credential lapses at its end all the same', () => {
    const visa = account(opened, activated('Asia/Shanghai'), granted);
    const announce = { type: 'AnnounceExpiry', credentialId: 'r', days: 30 } as const;
    const at = midnight - 30 * day + 9 * hour;
    visa.when(announce, { at: at - 1 }).thenRefused('not-due', { availableAt: at });
    visa.when(announce, { at }).thenAccepted();
    visa.when({ type: 'LapseCredential', credentialId: 'r' }, { at: midnight }).thenAccepted();
  });

  it('lie between the hours of the policy, less than a day later, whatever the zone and its summer', () => {
    const { noticeFromHour: from, noticeToHour: to } = levelPolicy;
    const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Lisbon', 'America/St_Johns', 'Pacific/Apia', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 * 24 }), zones, (hours, zone) => {
        const at = hours * hour;
        const moved = withinHours(at, zone, { from, to });
        const { time } = wallTime(moved, zone);
        return moved >= at && moved < at + day && time >= from * hour && time < to * hour;
      }),
      { numRuns: 500 },
    );
  });
});
