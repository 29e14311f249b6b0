import {
  accountPolicies,
  accountPolicy,
  firstAccountPolicy,
  fourthAccountPolicy,
  secondAccountPolicy,
  thirdAccountPolicy,
} from './account.policy';
import type { LivingAccount, Membership } from './account';
import { account } from './account.process';
import { mayDo } from './capabilities';

const person: LivingAccount = {
  status: 'living',
  subjectId: 's',
  phoneId: 'p',
  memberships: {},
  activatedAt: 0,
  tierOneAt: 1,
  tierTwoAt: 2,
  tier: 0,
};
const inCompany = (status: Membership['status']) => ({ memberships: { c: { status } } });
const under = (version: number, changed: Partial<LivingAccount> = {}) => {
  const { validUntil: _until, ...answer } = mayDo({ ...person, ...changed }, accountPolicies[version]!, 0);
  return answer;
};
const observed = [
  { condition: 'active-days', atLeast: 20 },
  { condition: 'verified-sign-ins', atLeast: 3 },
  { condition: 'stable-fingerprint' },
];

describe('what a new account may do', () => {
  it('is told by the fifth version of the policy', () => {
    expect(account.policyVersion(person)).toBe(accountPolicy.version);
    expect(accountPolicies).toEqual({
      1: firstAccountPolicy,
      2: secondAccountPolicy,
      3: thirdAccountPolicy,
      4: fourthAccountPolicy,
      5: accountPolicy,
    });
  });

  it('at tier 0 is chat, voice calls, the calendar and files up to 10 MB, at high risk (G1, G2)', () => {
    expect(under(2)).toEqual({
      capabilities: ['internal-chat', 'voice-calls', 'calendar', 'files'],
      withheld: [],
      limits: { fileMb: 10 },
      risk: 'high',
    });
  });

  it('at tier 1 is locations too; contacts and payment are withheld until what they need is observed (G1, G3, X4)', () => {
    expect(under(2, { tier: 1 })).toEqual({
      capabilities: ['internal-chat', 'voice-calls', 'calendar', 'files', 'location-sharing'],
      withheld: [
        { capability: 'external-contacts', unmet: observed },
        { capability: 'payment', unmet: observed },
      ],
      limits: { contactAddsPerDay: 50 },
      risk: 'mid',
    });
  });

  it('at tier 2 is third-party apps too, and company apps only as an active member of a company (G1, G2)', () => {
    const outside = under(2, { tier: 2 });
    expect(outside.capabilities).toContain('third-party-apps');
    expect([outside.limits, outside.risk]).toEqual([{}, 'low']);
    expect(outside.withheld.map(({ capability }) => capability)).toEqual(['external-contacts', 'payment']);
    const hasApps = (changed: Partial<LivingAccount>) => under(2, { tier: 2, ...changed }).capabilities.includes('company-apps');
    expect([hasApps({}), hasApps(inCompany('joining')), hasApps(inCompany('active'))]).toEqual([false, false, true]);
  });

  it('is less on a rooted or jailbroken device, which nobody can vouch for; not by the third version (R19)', () => {
    const [genuine, rooted] = [
      { deviceId: 'one', at: 0 },
      { deviceId: 'two', at: 1, restriction: 'limited-device' as const },
    ];
    const withheldFor = (version: number, ...devices: NonNullable<LivingAccount['devices']>) =>
      under(version, { tier: 1, ...inCompany('active'), devices }).withheld.flatMap(({ capability, unmet }) =>
        unmet.some(({ condition }) => condition === 'trusted-device') ? [capability] : [],
      );
    expect(withheldFor(4, genuine)).toEqual([]);
    expect(withheldFor(4, genuine, rooted).sort()).toEqual([...fourthAccountPolicy.limitedDevice].sort());
    expect(withheldFor(3, rooted)).toEqual([]);
  });

  it('is nothing while it is frozen', () => {
    expect(under(2, { frozenBy: 'd', tier: 2 })).toEqual({ capabilities: [], withheld: [], limits: {} });
  });
});

describe('what an account of the first version may do', () => {
  it('comes by time alone, as it was decided then', () => {
    const tiers = [0, 1, 2].map((tier) => under(1, { tier: tier as 0 | 1 | 2 }));
    expect(tiers.map(({ capabilities }) => capabilities)).toEqual([
      ['internal-chat', 'files'],
      ['internal-chat', 'files', 'external-contacts', 'payment'],
      ['internal-chat', 'files', 'external-contacts', 'payment', 'company-apps'],
    ]);
    expect(tiers.flatMap(({ withheld }) => withheld)).toEqual([]);
    expect(account.under(1).view({ ...person, tier: 1 })).toMatchObject({ capabilities: tiers[1]!.capabilities });
  });
});
