import fc from 'fast-check';
import type { ChosenProfile } from '../company/verification-profile';
import { day } from '../decider';
import type { LivingAccount, Membership } from './account';
import { accountPolicy, fourthAccountPolicy, tierInstants } from './account.policy';
import { mayDo, whenAvailable } from './capabilities';
import { contextOf, everywhere, type AskedContext, type CompanyWords } from './context';
import { growthPolicy } from './growth.policy';

const [tierOneAt, tierTwoAt] = tierInstants(0, accountPolicy);
const person: LivingAccount = {
  ...{ status: 'living', subjectId: 's', phoneId: 'p', activatedAt: 0, tierOneAt, tierTwoAt, tier: 0 },
  memberships: {},
};
/** What services have observed is no matter here. */
const policy = { ...accountPolicy, sensitive: [] };
const memberIn = (memberships: Readonly<Record<string, Partial<Membership>>>, changed: Partial<LivingAccount> = {}): LivingAccount => ({
  ...person,
  ...changed,
  memberships: Object.fromEntries(Object.entries(memberships).map(([id, each]) => [id, { status: 'active', ...each }])),
});
const words = (said: Readonly<Record<string, CompanyWords>>) => new Map(Object.entries(said));
const by = (account: LivingAccount, now: number, said: Readonly<Record<string, CompanyWords>> = {}, asked?: AskedContext) =>
  mayDo(account, policy, now, contextOf(account, asked, words(said)));
const unmetOf = (capability: string, ...of: Parameters<typeof by>) =>
  by(...of).withheld.find((each) => each.capability === capability)?.unmet;
const strict: ChosenProfile = { profile: 'strict', faceRequired: false };

describe('the tiers of an account (G1, G2)', () => {
  it.each([
    ['location-sharing', 1, tierOneAt],
    ['third-party-apps', 2, tierTwoAt],
  ] as const)('give %s with tier %i to the millisecond, whether or not the alarm has rung', (capability, tier, at) => {
    const lacking = [{ condition: 'tier', atLeast: tier, availableAt: at }];
    expect(unmetOf(capability, person, at - 1)).toEqual(lacking);
    expect(whenAvailable(lacking)).toBe(at);
    expect([at, at + 1].map((now) => by(person, now).capabilities.includes(capability))).toEqual([true, true]);
  });

  it('are those of the instant for accounts of every version', () => {
    const older = (now: number) => mayDo(person, fourthAccountPolicy, now).capabilities.includes('location-sharing');
    expect([tierOneAt - 1, tierOneAt].map(older)).toEqual([false, true]);
  });

  it('name each capability that there is: had, or withheld with all that is lacking', () => {
    const { capabilities, withheld } = by(person, 0);
    const all = new Set<string>([...policy.tiers[2].capabilities, ...policy.proven.capabilities]);
    expect([...capabilities, ...withheld.map(({ capability }) => capability)].sort()).toEqual([...all].sort());
    expect(unmetOf('company-apps', person, 0)).toEqual([
      { condition: 'tier', atLeast: 2, availableAt: tierTwoAt },
      { condition: 'membership' },
    ]);
    expect(whenAvailable(unmetOf('company-apps', person, 0)!)).toBeUndefined();
  });

  it('wait in a strict company for 7 × 24 h before files, with a limit of 0 until then (X3)', () => {
    const account = memberIn({ c: {} });
    const end = growthPolicy.strictFromDay * day;
    expect(unmetOf('files', account, end - 1, { c: { verification: strict } })).toEqual([
      { condition: 'newcomer-period', availableAt: end },
    ]);
    expect(by(account, end - 1, { c: { verification: strict } })).toMatchObject({ limits: { fileMb: 0 }, validUntil: end });
    expect(by(account, end, { c: { verification: strict } })).toMatchObject({ limits: { fileMb: 10 }, validUntil: tierOneAt });
    expect(by(account, 0, { c: {} }).limits.fileMb).toBe(10);
  });

  it('say of a frozen account that it is not active, beside all else (D2)', () => {
    const { capabilities, withheld } = by({ ...person, frozenBy: 'd' }, tierTwoAt);
    expect(capabilities).toEqual([]);
    expect(withheld.every(({ unmet }) => unmet.some(({ condition }) => condition === 'active-account'))).toBe(true);
  });
});

describe('the position of a member (G4, X25)', () => {
  const sales = memberIn({ c: { template: 'sales' } });

  it('gives sales customer contact, never before its tier and never without what must be observed (G3)', () => {
    expect(unmetOf('customer-contact', sales, tierOneAt - 1)).toEqual([{ condition: 'tier', atLeast: 1, availableAt: tierOneAt }]);
    expect(by(sales, tierOneAt).capabilities).toContain('customer-contact');
    const real = mayDo(sales, accountPolicy, tierOneAt).withheld.find(({ capability }) => capability === 'customer-contact');
    expect(real?.unmet.map(({ condition }) => condition)).toEqual(accountPolicy.sensitiveNeeds.map(({ condition }) => condition));
  });

  it('withholds external files from finance, and takes nothing else', () => {
    const finance = memberIn({ c: { template: 'finance' } });
    expect(unmetOf('external-files', finance, tierOneAt)).toEqual([{ condition: 'template' }]);
    expect(unmetOf('files', finance, tierOneAt)).toBeUndefined();
    expect(by(sales, tierOneAt).capabilities).toContain('external-files');
  });

  it('brings nothing by a word that is no template, nor by one that objects inherit', () => {
    for (const template of ['gardener', 'constructor', '__proto__'])
      expect(unmetOf('customer-contact', memberIn({ c: { template } }), tierOneAt)).toEqual([{ condition: 'template' }]);
  });
});

describe('what must be observed before sensitive capabilities (G3, X4)', () => {
  const days = (count: number) => Array.from({ length: count }, (_, n) => n * day);
  const device = (on: number) => ({ day: on * day, devices: ['one'] });
  const used: LivingAccount = {
    ...{ ...person, tier: 1, activeDays: days(20), signIns: [1, 2, 3] },
    signInDays: Array.from({ length: accountPolicy.behaviour.stableSignInDays }, (_, n) => device(20 - n)),
  };
  const unmet = (changed: Partial<LivingAccount>, now = 20 * day) =>
    mayDo({ ...used, ...changed }, accountPolicy, now).withheld.find(({ capability }) => capability === 'external-contacts')?.unmet;

  it('is all of it there on day 20 at the earliest, to the millisecond', () => {
    expect(unmet({})).toBeUndefined();
    expect(unmet({}, 20 * day - 1)).toEqual([{ condition: 'active-days', atLeast: 20, has: 20, availableAt: 20 * day }]);
    expect(mayDo(used, accountPolicy, 19 * day).validUntil).toBe(20 * day);
  });

  it('names each condition that is unmet, and how much of it there is', () => {
    expect(unmet({ activeDays: days(19), signIns: [1], signInDays: [device(1)] }, 9 * day)).toEqual([
      { condition: 'active-days', atLeast: 20, has: 19 },
      { condition: 'verified-sign-ins', atLeast: 3, has: 1 },
      { condition: 'stable-fingerprint' },
    ]);
  });

  it('counts for nothing under versions 2 to 4', () => {
    const { withheld } = mayDo(used, fourthAccountPolicy, 40 * day);
    expect(withheld.find(({ capability }) => capability === 'payment')?.unmet).toEqual(fourthAccountPolicy.sensitiveNeeds);
  });
});

describe('the company of a member (R22, G12)', () => {
  const rules = { c: { memberRules: { off: ['moments'], contactsMax: 20, contactAddsPerDay: 5 } } };
  const account = memberIn({ c: {}, d: { template: 'sales' } });

  it('turns moments off, and caps contacts: of tier, company and quota the least', () => {
    expect(unmetOf('moments', account, tierOneAt, rules)).toEqual([{ condition: 'company-rules' }]);
    expect(by(account, tierOneAt, rules).limits).toMatchObject({ contactAddsPerDay: 5, contacts: 20 });
    expect(by(account, tierTwoAt, rules).limits.contactAddsPerDay).toBe(5);
    const wide = { c: { memberRules: { off: [], contactsMax: 90_000, contactAddsPerDay: 9_000 } } };
    expect(by(account, tierOneAt, wide).limits).toMatchObject({ contactAddsPerDay: 50, contacts: growthPolicy.contactQuota });
  });

  it('bounds only those who are there: what it took is back once the person has left', () => {
    expect(by(memberIn({ d: {} }), tierOneAt, rules).capabilities).toContain('moments');
    expect(by(memberIn({ c: { status: 'joining' } }), tierOneAt, rules).capabilities).toContain('moments');
  });

  it('is asked about alone: personal ∩ that company, and never another one', () => {
    const inC = by(account, tierTwoAt, rules, { companyId: 'c' });
    const inD = by(account, tierTwoAt, rules, { companyId: 'd' });
    const alone = by(account, tierTwoAt, rules, 'personal');
    const has = ({ capabilities }: typeof inC) =>
      ['moments', 'customer-contact', 'company-apps'].map((each) => capabilities.includes(each));
    expect([has(inC), has(inD), has(alone)]).toEqual([
      [false, false, true],
      [true, true, true],
      [true, false, false],
    ]);
    expect([inC, inD, alone].map(({ limits }) => limits.contactAddsPerDay)).toEqual([5, undefined, undefined]);
  });

  it('leaves a dormant member the chat there, and takes nothing of what the person has elsewhere (G8)', () => {
    const asleep = memberIn({ c: { status: 'dormant' }, d: {} });
    expect(by(asleep, tierTwoAt, rules, { companyId: 'c' }).capabilities).toEqual(growthPolicy.whileDormant);
    expect(unmetOf('company-apps', asleep, tierTwoAt, rules, { companyId: 'c' })).toEqual([{ condition: 'active-membership' }]);
    expect(by(asleep, tierTwoAt, rules).capabilities).toEqual(expect.arrayContaining(['company-apps', 'moments', 'files']));
    expect(by(memberIn({ c: { status: 'dormant' } }), tierTwoAt).capabilities).not.toContain('company-apps');
  });

  it('is none for a person who is no member of it, or only about to be one', () => {
    const joining = memberIn({ c: { status: 'joining' } });
    expect(contextOf(joining, { companyId: 'c' }, words({}))).toBeUndefined();
    expect(contextOf(person, { companyId: 'c' }, words(rules))).toBeUndefined();
    expect(contextOf({ status: 'none' }, { companyId: 'c' }, words({}))).toBeUndefined();
  });
});

describe('how long an answer is good', () => {
  it('is until the next instant at which time alone changes it, and not longer', () => {
    const instants = fc.integer({ min: 0, max: 60 }).map((days) => days * day);
    const lives = fc.record({
      now: fc.integer({ min: 0, max: 50 * day }),
      later: fc.integer({ min: 0, max: 60 * day }),
      validUntil: instants,
      levelAt: instants,
      faceReviewDays: fc.constantFrom(undefined, 30, 40),
      profile: fc.constantFrom('standard' as const, 'strict' as const),
    });
    fc.assert(
      fc.property(lives, ({ now, later, validUntil, levelAt, faceReviewDays, profile }) => {
        const credentials = { 'bank-card': { credentialId: 'b', grantedAt: 0, validUntil } };
        const account = memberIn({ c: { template: 'sales' } }, { credentials, level: 3, levelAt });
        const said = words({ c: { verification: { profile, ...(faceReviewDays !== undefined && { faceReviewDays }) } } });
        const at = (instant: number) => mayDo(account, policy, instant, everywhere(account, said));
        const { validUntil: end = Infinity, ...answer } = at(now);
        const { validUntil: _next, ...then } = at(Math.min(Math.max(later, now), end - 1));
        expect(then).toEqual(answer);
      }),
    );
  });
});
