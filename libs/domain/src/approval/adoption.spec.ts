import { given } from '#testing';
import { hour, type Instant } from '../decider';
import type { EventIn } from '../processes';
import { registering } from '#testing';
import type { PolicyContent, StoredPolicy } from '../approval-policy/approval-policy';
import { approvalPolicyPolicy } from '../approval-policy/approval-policy.policy';
import { isPending, openStage, type Approval, type PendingApproval } from './approval';
import { approval as process, type ApprovalCommand } from './approval.process';
import { exportPolicy } from './approval.policy';
import type { StagePolicy } from './policy';
import { registration } from '../registration/registration.process';

const { id: _name, version: _number, ...twoConfirmations } = exportPolicy;
const [confirmed] = twoConfirmations.stages;
const matter = { type: 'document-export', id: 'x' } as const;
const opening: ApprovalCommand = {
  type: 'OpenApproval',
  ...{ matter, companyId: 'c', subjectId: 's', requestedBy: 'r', managers: ['m'], roleStreams: { 'it-admin': 'role' } },
};
const roles = { 'it-admin': { status: 'granted', companyId: 'c', role: 'it-admin', holders: ['a'] } } as const;
const kept = (fields: Partial<StoredPolicy> = {}): StoredPolicy => ({
  status: 'enabled',
  ...{
    policyId: 'p',
    companyId: 'c',
    matterType: 'document-export',
    version: 2,
    content: twoConfirmations,
    roleStreams: {},
    disablings: 0,
  },
  ...fields,
});
const adopt = (content: Partial<PolicyContent>, version = 2): ApprovalCommand => ({
  type: 'AdoptPolicy',
  stored: { policyId: 'p', version, policy: { id: 'company:document-export', version, ...twoConfirmations, ...content } },
  roleStreams: { 'it-admin': 'role' },
  reasonCode: 'too-slow',
});
const withStage = (stage: Partial<StagePolicy>): Partial<PolicyContent> => ({ stages: [{ ...confirmed, ...stage }] });

type Event = EventIn<'approval'>;
const opened = process.decide(process.initial, opening, roles, 0).events;
const approval = (...events: readonly Event[]) => given(process)(...opened, ...events);
const by = (policy: StoredPolicy = kept()) => ({ facts: { policy } as never });
const afterAdoption = (command: ApprovalCommand, at: Instant, ...before: readonly Event[]): PendingApproval => {
  const { events, problem } = process.decide(approval(...before).state(), command, { policy: kept(), ...roles }, at);
  if (problem) throw new Error(problem.code);
  const state = [...before, ...events].reduce<Approval>(process.evolve, approval().state());
  if (!isPending(state)) throw new Error(state.status);
  return state;
};
const due = (state: Approval) => process.due(state).map(({ command, dueAt }) => `${command.type} ${dueAt / hour}`);
const decided: Event = { type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at: hour };

describe('an approval that adopts another version', () => {
  it('counts every deadline anew from where it was counted before, and keeps its decisions', () => {
    const after = afterAdoption(
      adopt({ expiryHours: 100, ...withStage({ chain: [{ afterHours: 60, act: 'remind' }] }) }),
      2 * hour,
      decided,
    );
    expect(due(after)).toEqual(['RemindApprovers 60', 'ExpireApproval 100']);
    expect([after.stored?.version, after.policyId, Object.keys(after.decided)]).toEqual([2, 'company:document-export', ['1.1.1.1']]);
    expect(process.decide(after, { type: 'DecideTask', actor: 'a', decision: 'approve' }, roles, 90 * hour).events.at(-1)).toMatchObject({
      type: 'ApprovalApproved',
    });
  });

  it('says which steps lie in the past by then, and takes none of them', () => {
    const chain = [1, 3, 50].map((afterHours) => ({ afterHours, act: 'remind' as const }));
    const { events } = process.decide(approval().state(), adopt(withStage({ chain })), { policy: kept() }, 3 * hour);
    expect(events).toMatchObject([
      {
        type: 'PolicyAdopted',
        reasonCode: 'too-slow',
        passed: [{ at: hour }, { at: 3 * hour }],
        plan: [{ at: 50 * hour }],
        expiresAt: 72 * hour,
      },
    ]);
    expect(due(afterAdoption(adopt(withStage({ chain })), 3 * hour))).toEqual(['RemindApprovers 50', 'ExpireApproval 72']);
  });

  it('adds the pauses that are over, and stands still as before while evidence is owed (X15)', () => {
    const asked: Event = { type: 'EvidenceRequested', requestId: 'q', by: 'm', kinds: ['photo'], at: 2 * hour, until: 170 * hour };
    const given: Event = { type: 'EvidenceGiven', requestId: 'q', kinds: ['photo'], at: 12 * hour };
    const content = { expiryHours: 100, ...withStage({ chain: [{ afterHours: 60, act: 'remind' }] }) } as const;
    expect(due(afterAdoption(adopt(content), 20 * hour, asked, given))).toEqual(['RemindApprovers 70', 'ExpireApproval 110']);
    const paused = afterAdoption(adopt(content), 160 * hour, asked);
    expect(due(paused)).toEqual(['ExpireEvidenceRequest 170']);
    expect(due(process.evolve(paused, { ...given, at: 162 * hour }))).toEqual(['RemindApprovers 220', 'ExpireApproval 260']);
  });

  it('never lapses where its policy says so, and has an end again by the next', () => {
    const forever: Partial<PolicyContent> = {
      ...withStage({ chain: [{ afterHours: 90, act: 'call-operator' }] }),
      expiryHours: undefined!,
    };
    const after = afterAdoption(adopt(forever), hour);
    expect(due(after)).toEqual(['CallOperator 90']);
    const { events } = process.decide(after, adopt({ expiryHours: 30 }, 1), { policy: kept() }, 2 * hour);
    expect(events).toMatchObject([{ expiresAt: 30 * hour }]);
  });

  it('is refused where it would lapse or be decided by it at once: nothing ends by an adoption', () => {
    approval()
      .when(adopt({ expiryHours: 10, ...withStage({ chain: [] }) }), { at: 10 * hour, ...by() })
      .thenRefused('policy-in-the-past');
    const decides = withStage({ chain: [{ afterHours: 5, act: { decide: 'approve' } }] });
    approval()
      .when(adopt(decides), { at: 5 * hour, ...by() })
      .thenRefused('policy-in-the-past');
    approval()
      .when(adopt(decides), { at: 5 * hour - 1, ...by() })
      .thenAccepted();
  });

  it('is refused where a stage in which somebody has decided is another one there: its decisions would be lost', () => {
    const refused = (stage: Partial<StagePolicy>) =>
      approval(decided)
        .when(adopt(withStage(stage)), { at: 2 * hour, ...by() })
        .thenRefused('policy-of-another-shape', { unmet: ['stages.0'] });
    refused({ slots: [confirmed.slots[0]] });
    refused({ rule: 'any' });
    refused({ slots: [{ selector: { kind: 'superAdmin' }, need: 'any' }, confirmed.slots[1]] });
    refused({ slots: [{ ...confirmed.slots[0], need: 'all' }, confirmed.slots[1]] });
    const longer = { stages: [confirmed, { ...confirmed, slots: [confirmed.slots[0]] }] };
    approval(decided)
      .when(adopt(longer), { at: 2 * hour, ...by() })
      .thenAccepted();
  });

  it('to a longer one opens the further stages then, with the people whom they ask', () => {
    const chiefs = { ...confirmed, slots: [{ selector: { kind: 'superAdmin' }, need: 'any' }] } as const;
    const longer = { ...adopt({ stages: [confirmed, chiefs] }), roleStreams: { 'it-admin': 'role', 'super-admin': 'chiefs' } };
    const after = afterAdoption(longer, 2 * hour, decided);
    const last: ApprovalCommand = { type: 'DecideTask', actor: 'a', decision: 'approve' };
    expect(process.needs(last, after, {})).toMatchObject({ 'super-admin': { id: 'chiefs' } });
    const facts = { ...roles, 'super-admin': { ...roles['it-admin'], role: 'super-admin', holders: ['s'] } } as const;
    const { events } = process.decide(after, last, facts, 3 * hour);
    expect(events.map(({ type }) => type)).toEqual(['TaskDecided', 'StageOpened']);
    expect(events[1]).toMatchObject({ stage: { slots: [{ tasks: [{ assignee: 's' }] }] } });
    const shorter = afterAdoption(adopt({ stages: [confirmed] }), 2 * hour, decided);
    expect(shorter.stageCount).toBeUndefined();
  });

  it('asks the people of its stage anew where nobody has decided in it yet', () => {
    const chiefs = {
      ...confirmed,
      slots: [{ selector: { kind: 'superAdmin' }, need: 'any' }],
      chain: [{ afterHours: 5, act: 'remind' }],
    } as const;
    const command = { ...adopt({ stages: [chiefs] }), roleStreams: { 'super-admin': 'chiefs' } };
    const facts = { policy: kept(), 'super-admin': { ...roles['it-admin'], role: 'super-admin', holders: ['s', 'r'] } } as const;
    expect(process.needs(command, approval().state(), {})).toMatchObject({ 'super-admin': { id: 'chiefs' } });
    const { events } = process.decide(approval().state(), command, facts, 2 * hour);
    expect(events).toMatchObject([{ type: 'PolicyAdopted', stage: { slots: [{ tasks: [{ taskId: '1.1.1.2', assignee: 's' }] }] } }]);
    const after = events.reduce<Approval>(process.evolve, approval().state());
    // From the moment at which they are asked; the end stays where it was.
    expect(due(after)).toEqual(['RemindApprovers 7', 'ExpireApproval 72']);
    expect(process.owed(after)).toMatchObject([{ kind: 'tellApprovers', n: 2 }]);
    const said = (actor: string): ApprovalCommand => ({ type: 'DecideTask', actor, decision: 'approve' });
    expect(process.decide(after, said('m'), {}, 3 * hour).problem).toMatchObject({ code: 'not-an-approver' });
    expect(process.decide(after, said('s'), facts, 3 * hour).events.at(-1)).toMatchObject({ type: 'ApprovalApproved' });
  });

  it('means one task for good by an id, also where people are asked anew again and again', () => {
    const first = afterAdoption(adopt(withStage({ rule: 'any' })), hour);
    expect(openStage(first).slots.map(({ tasks }) => tasks)).toEqual(
      [[], []].map((_, n) => [{ taskId: `1.1.${n + 1}.2`, assignee: 'ma'[n] }]),
    );
    const taken: Event = { type: 'TaskTaken', taskId: '1.1.1.2' };
    const lent: Event = { type: 'TaskDelegated', taskId: '1.1.1.2', to: 'd' };
    const before = [taken, lent].reduce<Approval>(process.evolve, first);
    const [again] = process.decide(before, adopt(withStage({ rule: 'all' }), 3), { policy: kept(), ...roles }, 2 * hour).events;
    const second = process.evolve(before, again!) as PendingApproval;
    expect(openStage(second).slots[0]?.tasks).toEqual([{ taskId: '1.1.1.3', assignee: 'm' }]);
    expect([second.taken, second.lent]).toEqual([{}, {}]);
  });

  it('is refused where nobody could fill the stage, where evidence is owed in it, or where the stage before differs', () => {
    const chiefs = withStage({ slots: [{ selector: { kind: 'superAdmin' }, need: 'any' }] });
    approval()
      .when(adopt(chiefs), { at: hour, ...by() })
      .thenRefused('approvers-missing', { unmet: ['super-admin'] });
    const asked: Event = { type: 'EvidenceRequested', requestId: 'q', by: 'm', kinds: ['photo'], at: hour, until: 170 * hour };
    approval(asked)
      .when(adopt(withStage({ rule: 'any' })), { at: 2 * hour, ...by() })
      .thenRefused('policy-of-another-shape');
  });

  it('is of its company or of the platform, of its type of matter, and enabled', () => {
    const on = (policy: Partial<StoredPolicy>) => approval().when(adopt({}), { at: hour, ...by(kept(policy)) });
    on({ companyId: 'another' }).thenRefused('policy-of-another-matter');
    on({ matterType: 'registration' } as never).thenRefused('policy-of-another-matter');
    on({ status: 'disabled' }).thenRefused('policy-disabled');
    on({ companyId: undefined! }).thenAccepted();
    on({}).thenAccepted();
    approval().when(adopt({}), { at: hour, facts: {} }).thenRefused('policy-of-another-matter');
  });

  it('is asked for once a version, and as often as the policy says', () => {
    const adopted = (version: number) => process.decide(approval().state(), adopt({}, version), { policy: kept() }, hour).events;
    approval(...adopted(2))
      .when(adopt({}), { at: hour, ...by() })
      .thenRefused('policy-adopted-already');
    const { adoptions } = approvalPolicyPolicy;
    const many = Array.from({ length: adoptions }, (_, n) => adopted(n + 1)).flat();
    approval(...many)
      .when(adopt({}, 99), { at: hour, ...by() })
      .thenRefused('repeated-too-often', { limit: adoptions });
  });
});

describe('a registration whose approval adopts another version', () => {
  const submitted = registering.at.submitted;
  const { state } = given(registration)(...submitted);
  const { approvalId } = state() as { approvalId: string };

  it('records when the approval lapses from now on, or that it does not', () => {
    given(registration)(...submitted)
      .when({ type: 'MoveApprovalEnd', approvalId, approvalExpiresAt: 9 }, { at: 1 })
      .then({ type: 'ApprovalEndMoved', approvalExpiresAt: 9 });
    const moved = (end: object) => given(registration)(...submitted, { type: 'ApprovalEndMoved', ...end }).state();
    expect([moved({ approvalExpiresAt: 9 }), moved({})].map((each) => registration.awaits(each))).toMatchObject([[{ until: 9 }], [{}]]);
    expect(registration.awaits(moved({}))[0]).not.toHaveProperty('until');
  });
});
