import type { ChosenProfile } from '../company/verification-profile';
import { day } from '../decider';
import { defined } from '../events';
import type { LivingAccount } from './account';
import { accountPolicy, secondAccountPolicy } from './account.policy';
import { mayDo } from './capabilities';
import { everywhere } from './context';
import type { CredentialMethod, Level } from './levels.policy';
import { provenPolicy } from './proven.policy';

const member: LivingAccount = {
  ...{ status: 'living', subjectId: 's', phoneId: 'p', activatedAt: 0, tierOneAt: 1, tierTwoAt: 2, tier: 2 },
  memberships: { c: { status: 'active', template: 'sales' } },
};
const said = (verification?: ChosenProfile) => new Map([['c', defined({ verification })]]);
/** Before the newcomer period began to count. */
const long = 100 * day;
/** What services have not observed is no matter here. */
const policy = { ...accountPolicy, sensitive: [] };
const withProofs = (level: Level | undefined, ...methods: CredentialMethod[]): LivingAccount => ({
  ...member,
  ...(level !== undefined && { level, levelAt: 0 }),
  ...(methods.length > 0 && {
    credentials: Object.fromEntries(methods.map((method) => [method, { credentialId: method, grantedAt: 0, validUntil: 50 * day }])),
  }),
});
const by = (account: LivingAccount, chosen?: ChosenProfile, now = 0) =>
  mayDo(
    { ...account, activatedAt: -long, lastActivityAt: 0, tierOneAt: -long, tierTwoAt: -long },
    policy,
    now,
    everywhere(account, said(chosen)),
  );
const unmetOf = (capability: string, ...of: Parameters<typeof by>) =>
  by(...of).withheld.find((each) => each.capability === capability)?.unmet;
const all = [...new Set([...policy.tiers[2].capabilities, ...provenPolicy.capabilities])];

describe('what a person may do by what they have proven', () => {
  it.each([
    ['directory', 2],
    ['sensitive-files', 2],
    ['core-groups', 3],
    ['administration', 3],
  ] as const)('%s needs level %i: one less is withheld, with the level that is asked (V1)', (capability, needed) => {
    const lower = withProofs((needed - 1) as Level, 'id-card');
    expect(unmetOf(capability, lower)).toEqual([{ condition: 'level', atLeast: needed }]);
    expect(by(withProofs(needed, 'id-card')).capabilities).toContain(capability);
  });

  it.each([
    ['unverified', 50],
    ['bank-card', 80],
    ['id-card', 100],
    ['passport', 100],
    ['residence-permit', 100],
  ] as const)('%s gives %i percent of all capabilities, to one (V4)', (method, percent) => {
    const { capabilities } = by(withProofs(3, method));
    expect(Math.abs(capabilities.length - (percent * all.length) / 100)).toBeLessThan(1);
  });

  it('names a share for each capability that there is, and no other one (V4)', () => {
    expect(Object.keys(policy.proven.shareNeeds).sort()).toEqual([...all].sort());
  });

  it('is by the best credential that is valid now; with none left basic messaging alone, and each other with the share that would give it (V4)', () => {
    const account = withProofs(3, 'unverified', 'bank-card');
    expect(by(account).capabilities).toContain('payment');
    const after = by(account, undefined, 50 * day);
    expect(after.capabilities).toEqual(['internal-chat', 'voice-calls', 'calendar']);
    const unmet = [{ condition: 'valid-credential' }, { condition: 'verified-share', atLeast: 50 }];
    expect(after.withheld).toContainEqual({ capability: 'files', unmet });
    expect(after.withheld).toHaveLength(all.length - after.capabilities.length);
  });

  it('is what it was for an account that never had a credential: nothing of what it had is withheld', () => {
    const before = mayDo(member, { ...secondAccountPolicy, sensitive: [] }, 0).capabilities;
    expect(by(withProofs(undefined)).capabilities).toEqual(expect.arrayContaining([...before]));
    expect(unmetOf('large-groups', withProofs(undefined))).toEqual([{ condition: 'verified-share', atLeast: 100 }]);
    expect(mayDo(withProofs(1, 'unverified'), secondAccountPolicy, 0).withheld).toEqual(mayDo(member, secondAccountPolicy, 0).withheld);
  });

  it('groups of 200 people and more need all, so a bank card is not enough (V4)', () => {
    expect(unmetOf('large-groups', withProofs(3, 'bank-card'))).toEqual([{ condition: 'verified-share', atLeast: 100 }]);
    expect(by(withProofs(0, 'id-card')).capabilities).toContain('large-groups');
  });

  it('names every condition that is unmet: time, level and credential (V1, V4)', () => {
    const account = { ...withProofs(1, 'unverified'), tierOneAt: 0, tierTwoAt: 0 };
    const { withheld } = mayDo(account, accountPolicy, 0, everywhere(account, said({ profile: 'strict' })));
    const unmet = withheld.find(({ capability }) => capability === 'external-contacts')?.unmet;
    expect(unmet).toEqual([
      ...accountPolicy.sensitiveNeeds.map((each) => ({ ...each, ...('atLeast' in each && { has: 0 }) })),
      { condition: 'level', atLeast: 2 },
      { condition: 'verified-share', atLeast: 80 },
    ]);
  });

  it('is up to 5,000 a day to transfer with a bank card, and without a limit with an identity card (V4, X18)', () => {
    expect(by(withProofs(1, 'bank-card')).limits.transferPerDay).toBe(5_000);
    expect(by(withProofs(1, 'bank-card', 'id-card')).limits.transferPerDay).toBeUndefined();
    expect(by(withProofs(1, 'bank-card'), undefined, 50 * day).limits.transferPerDay).toBeUndefined();
  });
});

describe('what a company asks on top', () => {
  it('strict: a bank card is basic communication and transfers alone; the table holds else (X18)', () => {
    const account = withProofs(3, 'bank-card');
    expect(by(account, { profile: 'strict' }).capabilities).toEqual(['internal-chat', 'voice-calls', 'calendar', 'payment']);
    expect(unmetOf('files', account, { profile: 'strict' })).toEqual([{ condition: 'verified-share', atLeast: 100 }]);
    expect(by(account, { profile: 'standard' }).capabilities).toContain('files');
    expect(by(withProofs(3, 'bank-card', 'id-card'), { profile: 'strict' }).withheld).toEqual([]);
  });

  it('a live face: all further ways to reach people need level 2 (V1)', () => {
    const account = withProofs(1, 'id-card');
    expect(unmetOf('voice-calls', account, { profile: 'standard', faceRequired: true })).toEqual([{ condition: 'level', atLeast: 2 }]);
    expect(by(account).capabilities).toContain('voice-calls');
  });

  it('a new face after some days: what needs a face is withheld from that instant on, and by default never (X29)', () => {
    const account = withProofs(2, 'id-card');
    const yearly: ChosenProfile = { profile: 'standard', faceReviewDays: 40 };
    expect(unmetOf('directory', account, yearly, 40 * day - 1)).toBeUndefined();
    expect(unmetOf('directory', account, yearly, 40 * day)).toEqual([{ condition: 'face-review' }]);
    expect(unmetOf('internal-chat', account, yearly, 40 * day)).toBeUndefined();
    expect(unmetOf('directory', account, undefined, 49 * day)).toBeUndefined();
  });
});
