import type { StagePolicy } from '../approval/policy';
import { secondExportPolicy, thirdIdentityReviewPolicy } from '../approval/approval.policy';
import { approvalPolicyPolicy as limits } from './approval-policy.policy';
import type { PolicyContent } from './approval-policy';
import type { Surroundings } from './fault';
import { faultsOf } from './faults';

const { id: _name, version: _number, ...twoConfirmations } = secondExportPolicy;
const [confirmed] = twoConfirmations.stages;
const company: Surroundings = { matterType: 'document-export', ofCompany: true, groups: { finance: ['a', 'b'] }, unknownUsers: [] };
const manager = { kind: 'manager' } as const;
const superAdmin = { kind: 'superAdmin' } as const;
const finance = { kind: 'group', group: 'finance' } as const;
const person = (user: string) => ({ kind: 'user', user }) as const;

/** The policy of two confirmations with another first stage. */
const withStage = (stage: Partial<StagePolicy>): PolicyContent => ({
  ...twoConfirmations,
  stages: [{ ...confirmed, chain: [], ...stage }],
});
const faults = (content: PolicyContent, around: Partial<Surroundings> = {}) =>
  faultsOf(content, { ...company, ...around }).map(({ path, code }) => `${path} ${code}`);
const inStage = (stage: Partial<StagePolicy>, around: Partial<Surroundings> = {}) => faults(withStage(stage), around);

describe('a policy that is to be stored', () => {
  it('may be the one that is built in, for a company and for the platform', () => {
    expect(faults(twoConfirmations)).toEqual([]);
    expect(faults(twoConfirmations, { matterType: 'registration', ofCompany: false })).toEqual([]);
    const { id: _, version: __, ...review } = thirdIdentityReviewPolicy;
    expect(faults(review, { matterType: 'identity-review', ofCompany: false })).toEqual([]);
  });

  it('is told all its faults at once, each with its path and a sentence', () => {
    const broken = withStage({
      rule: { quorum: 3 },
      onReject: { returnTo: 2 },
      slots: [
        { selector: finance, need: 3 },
        { selector: { kind: 'group', group: 'sales' }, need: 'any' },
      ],
      chain: [
        { afterHours: 72, act: 'remind' },
        { afterHours: 10, act: { escalate: superAdmin } },
        { afterHours: 20, act: { escalate: superAdmin } },
      ],
    });
    const found = faultsOf(broken, company);
    expect(found.map(({ path, code }) => [path, code])).toEqual([
      ['stages.0.slots.0.need', 'need-out-of-reach'],
      ['stages.0.rule.quorum', 'quorum-out-of-reach'],
      ['stages.0.onReject.returnTo', 'returns-forward'],
      ['stages.0.slots.1.selector.group', 'group-unknown'],
      ['stages.0.chain.0.afterHours', 'step-after-expiry'],
      ['stages.0.chain.2.act.escalate', 'escalation-cycle'],
    ]);
    expect(found.every(({ message }) => message.length > 20)).toBe(true);
  });

  it('has a stage, and each stage a slot', () => {
    expect(faults({ ...twoConfirmations, stages: [] })).toEqual(['stages stages-missing']);
    expect(inStage({ slots: [] })).toEqual(['stages.0.slots slots-missing']);
  });

  it.each([
    ['stages', limits.stages, (n: number): PolicyContent => ({ ...twoConfirmations, stages: Array.from({ length: n }, () => confirmed) })],
    [
      'stages.0.slots',
      limits.slotsPerStage,
      (n: number) => withStage({ slots: Array.from({ length: n }, () => ({ selector: manager, need: 'any' })), rule: 'any' }),
    ],
    [
      'stages.0.chain',
      limits.stepsPerChain,
      (n: number) => withStage({ chain: Array.from({ length: n }, () => ({ afterHours: 1, act: 'remind' })) }),
    ],
  ] as const)('has not more of %s than %i', (path, max, content) => {
    expect(faults(content(max))).toEqual([]);
    expect(faults(content(max + 1))).toEqual([`${path} too-many`]);
  });

  it('fits into the bytes that each approval keeps of it', () => {
    const positions = (n: number): PolicyContent => ({
      ...twoConfirmations,
      autoRules: Array.from({ length: n }, (_, i) => ({ id: `r${i}`, positions: Array.from({ length: 100 }, () => 'p'.repeat(36)) })),
    });
    expect(faults(positions(4), { matterType: 'registration' })).toEqual([]);
    expect(faults(positions(5), { matterType: 'registration' })).toEqual([' too-large']);
  });

  it('asks for numbers from 1 on, within a year', () => {
    expect(inStage({ rule: { quorum: 0 } })).toEqual(['stages.0.rule.quorum out-of-range']);
    expect(inStage({ slots: [{ selector: manager, need: 0 }] })).toEqual(['stages.0.slots.0.need out-of-range']);
    expect(inStage({ onReject: { returnTo: 0 } })).toEqual(['stages.0.onReject.returnTo out-of-range']);
    expect(inStage({ chain: [{ afterHours: 0, act: 'remind' }] })).toEqual(['stages.0.chain.0.afterHours out-of-range']);
    expect(faults({ ...twoConfirmations, expiryHours: limits.hoursMax + 1 })).toEqual(['expiryHours out-of-range']);
    expect(faults({ ...twoConfirmations, keptDays: 0, takingsPerTask: 101 })).toEqual([
      'keptDays out-of-range',
      'takingsPerTask out-of-range',
    ]);
  });
});

describe('the slots of a stage', () => {
  it('are as many as its quorum asks for', () => {
    expect(inStage({ rule: { quorum: 2 } })).toEqual([]);
    expect(inStage({ rule: { quorum: 3 } })).toEqual(['stages.0.rule.quorum quorum-out-of-reach']);
  });

  it('need no more people than their group has, and of one person one', () => {
    expect(inStage({ slots: [{ selector: finance, need: 2 }] })).toEqual([]);
    expect(inStage({ slots: [{ selector: finance, need: 3 }] })).toEqual(['stages.0.slots.0.need need-out-of-reach']);
    expect(inStage({ slots: [{ selector: person('a'), need: 2 }] })).toEqual(['stages.0.slots.0.need need-out-of-reach']);
  });

  it('can be filled by different people', () => {
    const twice = [finance, finance, person('c')].map((selector) => ({ selector, need: 'any' as const }));
    expect(inStage({ slots: twice })).toEqual([]);
    const thrice = [finance, finance, person('a')].map((selector) => ({ selector, need: 'any' as const }));
    expect(inStage({ slots: thrice })).toEqual(['stages.0.slots nobody-can-fill']);
    expect(inStage({ slots: thrice, rule: { quorum: 2 } })).toEqual([]);
  });

  it('ask roles, groups and people that there are', () => {
    const asking = (selector: StagePolicy['slots'][number]['selector'], around: Partial<Surroundings> = {}) =>
      inStage({ slots: [{ selector, need: 'any' }] }, around);
    expect(asking({ kind: 'role', role: 'operator' })).toEqual(['stages.0.slots.0.selector.role role-unknown']);
    expect(asking({ kind: 'role', role: 'operator' }, { ofCompany: false })).toEqual([]);
    expect(asking({ kind: 'group', group: 'sales' })).toEqual(['stages.0.slots.0.selector.group group-unknown']);
    expect(asking({ kind: 'group', group: 'sales' }, { groups: { sales: [] } })).toEqual(['stages.0.slots.0.selector.group group-unknown']);
    expect(asking(person('x'), { unknownUsers: ['x'] })).toEqual(['stages.0.slots.0.selector.user user-unknown']);
  });

  it('have a fallback that asks others than they do', () => {
    const slots = [{ selector: manager, need: 'any' as const }];
    expect(inStage({ slots, ifNone: superAdmin })).toEqual([]);
    expect(inStage({ slots, ifNone: manager })).toEqual(['stages.0.ifNone escalation-cycle']);
  });
});

describe('the chain of a stage', () => {
  const chained = (chain: StagePolicy['chain'], content: Partial<PolicyContent> = {}) => faults({ ...withStage({ chain }), ...content });

  it('comes before the expiry: in hours, and in working days, of which each has one day at least', () => {
    expect(chained([{ afterHours: 71, act: 'remind' }])).toEqual([]);
    expect(chained([{ afterHours: 72, act: 'remind' }])).toEqual(['stages.0.chain.0.afterHours step-after-expiry']);
    expect(chained([{ afterWorkingDays: 3, act: 'remind' }])).toEqual(['stages.0.chain.0.afterWorkingDays step-after-expiry']);
  });

  it('leads to others with each escalation: back to the same people it would be a cycle', () => {
    const to = (afterHours: number, escalate: StagePolicy['slots'][number]['selector']) => ({ afterHours, act: { escalate } });
    expect(chained([to(1, superAdmin), to(2, finance)])).toEqual([]);
    expect(chained([to(1, superAdmin), to(2, finance), to(3, { kind: 'role', role: 'super-admin' })])).toEqual([
      'stages.0.chain.2.act.escalate escalation-cycle',
    ]);
    const alone = { slots: [{ selector: finance, need: 'any' as const }], chain: [to(1, finance)] };
    expect(inStage(alone)).toEqual(['stages.0.chain.0.act.escalate escalation-cycle']);
  });

  it('has nothing behind the step that decides', () => {
    const decide = { afterHours: 10, act: { decide: 'reject' } } as const;
    expect(chained([{ afterHours: 10, act: 'remind' }, decide])).toEqual([]);
    expect(chained([{ afterHours: 11, act: 'remind' }, decide])).toEqual(['stages.0.chain.0 step-after-decision']);
    expect(
      chained([
        { afterHours: 30, act: 'remind' },
        { afterWorkingDays: 1, act: { decide: 'reject' } },
      ]),
    ).toEqual([]);
  });

  it('decides or calls an operator where nothing else ends the approval', () => {
    expect(chained([{ afterHours: 1, act: 'remind' }], { expiryHours: undefined! })).toEqual(['stages.0.chain never-ends']);
    expect(chained([{ afterHours: 1, act: 'call-operator' }], { expiryHours: undefined! })).toEqual([]);
  });
});

describe('a matter', () => {
  it('that operators confirm to one another keeps its built-in policy: a lone operator could store one that asks a friend', () => {
    expect(faults(withStage({}), { matterType: 'operator-key', ofCompany: false })).toEqual([' matter-fixed']);
    expect(faults(withStage({}), { matterType: 'forced-deregistration', ofCompany: true })).toEqual([' matter-fixed']);
  });

  it('that reviews an identity is the platform’s, asks reviewers alone, and never the applicant (R17)', () => {
    const around = { matterType: 'identity-review', ofCompany: false } as const;
    const reviewer = { selector: { kind: 'role', role: 'identity-reviewer' }, need: 'any' } as const;
    expect(inStage({ slots: [reviewer, reviewer] }, around)).toEqual([]);
    expect(inStage({ slots: [reviewer] }, { ...around, ofCompany: true })).toContain(' matter-fixed');
    expect(inStage({ slots: [{ selector: manager, need: 'any' }] }, around)).toEqual(['stages.0.slots.0.selector selector-not-here']);
    expect(inStage({ slots: [reviewer], selfApproval: 'skip' }, around)).toEqual(['stages.0.selfApproval self-approval-here']);
  });

  it('without a position has no rule that approves by it (P2)', () => {
    const autoRules = [{ id: 'sales', positions: 'auto-approve' as const }];
    expect(faults({ ...twoConfirmations, autoRules }, { matterType: 'registration' })).toEqual([]);
    expect(faults({ ...twoConfirmations, autoRules })).toEqual(['autoRules auto-rule-without-position']);
    expect(faults({ ...twoConfirmations, autoRules: [...autoRules, ...autoRules] }, { matterType: 'registration' })).toEqual([
      'autoRules.1.id auto-rule-repeated',
    ]);
  });
});
