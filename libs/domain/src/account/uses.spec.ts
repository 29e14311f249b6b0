import { day, hour } from '../decider';
import type { LivingAccount } from './account';
import { accountPolicy } from './account.policy';
import { everywhere } from './context';
import { judgeUse, refuseUse, type Counted } from './uses';

const person: LivingAccount = {
  ...{ status: 'living', subjectId: 's', phoneId: 'p', activatedAt: -99 * day, tierOneAt: -91 * day, tierTwoAt: 400_000 * day, tier: 1 },
  memberships: {},
};
/** Nor whether it was used lately. */
const { restrictions: _none, ...unrestricted } = accountPolicy;
const policy = { ...unrestricted, sensitive: [] };
const judge = (capability: string, changed: Partial<LivingAccount> = {}, now = 0, memberRules?: { off: []; contactAddsPerDay: number }) => {
  const account = { ...person, ...changed };
  const context = everywhere(account, new Map(memberRules ? [['c', { memberRules }]] : []));
  return judgeUse(account, policy, now, context, { capability, amount: 1 });
};
const counted = (...of: Parameters<typeof judge>): Counted => (judge(...of) as { counted: Counted }).counted;
/** How many hours the local day of this instant still has. */
const hoursLeft = (zone: string, at: string) => (counted('files', { timeZone: zone }, Date.parse(at)).dayEndsAt - Date.parse(at)) / hour;

describe('a day of a person (G2)', () => {
  it('is by their clock, or by that of Shanghai where none is known', () => {
    expect(hoursLeft('Asia/Tokyo', '2026-03-01T00:00:00+09:00')).toBe(24);
    expect(counted('files').dayEndsAt).toBe(16 * hour);
    expect(counted('files', { timeZone: 'Mars/Olympus' }).dayEndsAt).toBe(16 * hour);
  });

  it.each([
    ['Europe/Berlin', '2026-03-29T00:00:00+01:00', 23],
    ['Europe/Berlin', '2026-10-25T00:00:00+02:00', 25],
    // Spring leaves midnight itself out: the day begins at one.
    ['America/Santiago', '2026-09-06T01:00:00-03:00', 23],
    ['America/Santiago', '2026-04-04T00:00:00-03:00', 25],
    ['America/Havana', '2026-11-01T00:00:00-04:00', 25],
  ])('in %s from %s on has %i hours', (zone, at, hours) => {
    expect(hoursLeft(zone, at)).toBe(hours);
    const of = (instant: number) => counted('files', { timeZone: zone }, instant);
    const { day: today, dayEndsAt } = of(Date.parse(at));
    expect([of(dayEndsAt - 1).day, of(dayEndsAt).day]).toEqual([today, today + 1]);
    expect(of(dayEndsAt - 1).dayEndsAt).toBe(dayEndsAt);
  });
});

describe('the limits of a day', () => {
  it('are 50 new contacts at tier 1, the least of tier and company, and none at tier 2 (G2, R22)', () => {
    const member = { memberships: { c: { status: 'active' as const } } };
    expect(counted('external-contacts')).toMatchObject({ counter: 'external-contacts', limit: 50 });
    expect(counted('external-contacts', member, 0, { off: [], contactAddsPerDay: 7 }).limit).toBe(7);
    expect(counted('external-contacts', { tier: 2 })).not.toHaveProperty('limit');
    expect(counted('files')).not.toHaveProperty('limit');
  });

  it('are 5,000 to transfer with a bank card, and none with an identity card (V4, X18)', () => {
    const by = (method: string) => ({ credentials: { [method]: { credentialId: 'c', grantedAt: 0 } } });
    expect(counted('payment', by('bank-card')).limit).toBe(5_000);
    expect(counted('payment', by('id-card'))).not.toHaveProperty('limit');
    const day = { ...counted('payment', by('bank-card')) };
    expect(refuseUse(day, { capability: 'payment', amount: 5_000 })).toEqual({
      ...{ code: 'daily-transfer-limit', limit: 5_000, availableAt: day.dayEndsAt },
    });
    expect(refuseUse(day, { capability: 'payment', amount: 5_001 })).toEqual({ code: 'daily-transfer-limit', limit: 5_000 });
  });

  it('are asked only of what the account has: else all that it lacks is named, with the instant that time needs', () => {
    expect(judge('external-contacts', { tier: 0, tierOneAt: 9, activatedAt: -7 * day })).toEqual({
      problem: {
        ...{ code: 'capability-not-granted', unmet: ['tier'], availableAt: 9 },
        conditions: [{ condition: 'tier', atLeast: 1, availableAt: 9 }],
      },
    });
    expect(judge('constructor')).toEqual({ problem: { code: 'capability-not-granted', unmet: [], conditions: [] } });
  });
});
