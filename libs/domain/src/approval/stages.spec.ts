import { given } from '#testing';
import { hour } from '../decider';
import { misfitsOf } from '../events';
import type { FactsIn } from '../processes';
import type { Role } from '../role/role';
import { waitingFor, type Approval } from './approval';
import type { ApprovalEvent } from './approval.events';
import { fourthApprovalPolicy } from './approval.policy';
import type { ApprovalPolicy, StagePolicy } from './policy';
import { approvalWith, type ApprovalCommand } from './approval.process';
import { approvalPolicies } from './matters';

const [confirmation] = fourthApprovalPolicy.stages;
const held = (...holders: string[]): Role => ({ status: 'granted', companyId: 'c', role: 'it-admin', holders });
const by = (id: string) => ({ decidedBy: { kind: 'user', id } as const });

/** An approval of r with the managers m and n, under a policy with these stages; it opens at 0. */
function asked(stages: readonly Partial<StagePolicy>[], facts: FactsIn<'approval'> = {}, more: Partial<ApprovalPolicy> = {}) {
  const policy: ApprovalPolicy = {
    ...fourthApprovalPolicy,
    id: 'other',
    ...more,
    stages: stages.map((stage) => ({ ...confirmation, chain: [], ...stage })),
  };
  const process = approvalWith({ 4: { ...approvalPolicies[4], 'document-export': policy } });
  const open: ApprovalCommand = {
    ...{ type: 'OpenApproval', matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's' },
    ...{ requestedBy: 'r', managers: ['m', 'n'], barred: ['barred'] },
    roleStreams: Object.fromEntries(Object.keys(facts).map((role) => [role, `stream of ${role}`])),
  };
  const { events, problem } = process.decide(process.initial, open, facts, 0);
  let state: Approval = process.initial;
  const log: ApprovalEvent[] = [];
  const fold = (made: readonly ApprovalEvent[]) => {
    log.push(...made);
    state = made.reduce((folded, event) => process.evolve(folded, event), state);
    return made;
  };
  fold(events);
  const send = (command: ApprovalCommand, at = hour, known: FactsIn<'approval'> = facts) => {
    const decision = process.decide(state, command, known, at);
    fold(decision.events);
    return decision;
  };
  /** Lets every alarm up to this instant ring. */
  const wait = (until: number, known: FactsIn<'approval'> = facts) => {
    for (let rings = 0; rings < 100; rings += 1) {
      const next = process.due(state).toSorted((a, b) => a.dueAt - b.dueAt)[0];
      if (!next || next.dueAt > until) return;
      send(next.command, next.dueAt, known);
    }
    throw new Error('the alarms ring for ever');
  };
  return { process, problem, events, send, wait, log, state: () => state, opened: () => given(process)(...log) };
}

const approve = (actor: string, more: object = {}): ApprovalCommand => ({ type: 'DecideTask', actor, decision: 'approve', ...more });
const reject = (actor: string, more: object = {}): ApprovalCommand =>
  ({ ...approve(actor, more), decision: 'reject', reasonCode: 'no' }) as ApprovalCommand;
const sendBack = (actor: string, more: object = {}): ApprovalCommand =>
  ({ ...reject(actor), decision: 'return', ...more }) as ApprovalCommand;
const code = ({ problem }: { problem?: { code: string } }) => problem?.code;

const managers: Partial<StagePolicy> = { slots: [{ selector: { kind: 'manager' }, need: 'any' }] };
const admins: Partial<StagePolicy> = { slots: [{ selector: { kind: 'role', role: 'it-admin' }, need: 'any' }] };
const chiefs: Partial<StagePolicy> = { slots: [{ selector: { kind: 'superAdmin' }, need: 'any' }] };
const everyone = { 'it-admin': held('a', 'b'), 'super-admin': held('s') };

describe('the people whom a selector asks', () => {
  const tasksFor = (selector: StagePolicy['slots'][number]['selector'], facts: FactsIn<'approval'> = {}) => {
    const { state } = asked([{ slots: [{ selector, need: 'any' }] }], facts);
    return waitingFor(state());
  };

  it('are the managers of the matter, holders of a role, the super admins, the members of a group, or one person', () => {
    expect(tasksFor({ kind: 'manager' })).toEqual(['m', 'n']);
    expect(tasksFor({ kind: 'role', role: 'it-admin' }, everyone)).toEqual(['a', 'b']);
    expect(tasksFor({ kind: 'superAdmin' }, everyone)).toEqual(['s']);
    expect(tasksFor({ kind: 'group', group: 'buyers' }, { 'group:buyers': held('x', 'y', 'r', 'barred') })).toEqual(['x', 'y']);
    expect(tasksFor({ kind: 'user', user: 'u' })).toEqual(['u']);
  });

  it('are 500 of a group, each with a task, and all of them may have to approve', () => {
    const people = Array.from({ length: 500 }, (_, n) => `p${n}`);
    const group: Partial<StagePolicy> = {
      slots: [
        { selector: { kind: 'group', group: 'all' }, need: 'all' },
        { selector: { kind: 'manager' }, need: 'any' },
      ],
    };
    const it = asked([group], { 'group:all': held(...people) });
    expect(waitingFor(it.state())).toHaveLength(502);
    expect(JSON.stringify(it.events).length).toBeLessThan(64_000);
    for (const person of people) expect(code(it.send(approve(person)))).toBeUndefined();
    expect(it.state().status).toBe('pending');
    it.send(approve('m'));
    expect(it.state()).toMatchObject({ status: 'approved', ...by('m') });
  }, 60_000);

  it('are others where a slot has nobody, and nobody opens it where they have nobody either', () => {
    const { state } = asked([{ ...admins, ifNone: { kind: 'superAdmin' } }], { 'it-admin': held(), 'super-admin': held('s') });
    expect(state()).toMatchObject({ stages: [{ slots: [{ fallback: { kind: 'superAdmin' }, tasks: [{ assignee: 's' }] }] }] });
    const nobody = asked([{ ...admins, ifNone: { kind: 'superAdmin' } }], { 'it-admin': held(), 'super-admin': held('r') });
    expect(nobody.problem).toEqual({ code: 'approvers-missing', unmet: ['it-admin'] });
  });

  it('never include the requester; where the policy skips them, their slot counts as filled', () => {
    const facts = { 'it-admin': held('r', 'a') };
    expect(waitingFor(asked([admins], facts).state())).toEqual(['a']);
    const skipped = asked([{ slots: [...managers.slots!, ...admins.slots!], selfApproval: 'skip' }], facts);
    expect(waitingFor(skipped.state())).toEqual(['m', 'n']);
    expect(code(skipped.send(approve('r')))).toBe('self-approval');
    skipped.send(approve('m'));
    expect(skipped.state().status).toBe('approved');
  });

  it('are none where all of it is the requester’s own: then it goes on by itself, and names the rule', () => {
    const it = asked([{ ...admins, selfApproval: 'skip' }], { 'it-admin': held('r') });
    expect(it.process.due(it.state())[0]).toEqual({ command: { type: 'SettleStage' }, dueAt: 0 });
    it.wait(0);
    expect(it.state()).toMatchObject({ status: 'approved', decidedBy: { kind: 'rule', id: 'nothing-left-to-decide' } });
    expect(code(it.send({ type: 'SettleStage' }))).toBe('approval-closed');
  });
});

describe('an approval in stages', () => {
  it('opens the next stage with the decision that approves the one before, and asks the people of that moment', () => {
    const it = asked([managers, { ...admins, chain: [{ afterHours: 24, act: 'remind' }] }], everyone);
    expect(waitingFor(it.state())).toEqual(['m', 'n']);
    const { events } = it.send(approve('m'), 5 * hour, { 'it-admin': held('b', 'c', 'r') });
    expect(events).toEqual([
      { type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at: 5 * hour },
      {
        type: 'StageOpened',
        round: 1,
        stage: {
          ...{ index: 2, rule: 'all', distinct: true, openedAt: 5 * hour },
          slots: [
            {
              ...{ selector: { kind: 'role', role: 'it-admin' }, need: 'any' },
              tasks: [
                { taskId: '1.2.1.1', assignee: 'b' },
                { taskId: '1.2.1.2', assignee: 'c' },
              ],
            },
          ],
        },
        plan: [{ at: 29 * hour, act: 'remind' }],
      },
    ]);
    expect(it.process.due(it.state()).map(({ command, dueAt }) => [command.type, dueAt / hour])).toEqual([
      ['RemindApprovers', 29],
      ['ExpireApproval', 72],
    ]);
    expect(it.process.awaits(it.state())).toMatchObject([{ what: 'stage 2 of 2: role:it-admin', missing: ['b', 'c'] }]);
    expect(it.send(approve('b')).events.at(-1)).toEqual({ type: 'ApprovalApproved', ...by('b') });
  });

  it('reads the roles of further stages only with a decision that may open one', () => {
    const { process, state, send } = asked([managers, admins], everyone);
    const streams = (command: ApprovalCommand) => Object.keys(process.needs(command, state(), {})).filter((name) => name !== 'account');
    expect(streams(approve('m'))).toEqual(['it-admin']);
    send(approve('m'));
    expect(streams(approve('a'))).toEqual([]);
    expect(streams(reject('a'))).toEqual(['it-admin']);
  });

  it('is rejected where nobody is there for the next stage, and says so', () => {
    const it = asked([managers, admins], everyone);
    expect(it.send(approve('m'), hour, { 'it-admin': held('r') }).events.at(-1)).toEqual({
      ...{ type: 'ApprovalRejected', reasonCode: 'approvers-missing' },
      decidedBy: { kind: 'rule', id: 'approvers-missing' },
    });
  });

  it('lapses at its one recorded end, in whichever stage it is (P3)', () => {
    const it = asked([managers, admins], everyone);
    it.send(approve('m'), 71 * hour);
    expect(code(it.send(approve('a'), 72 * hour))).toBe('approval-expired');
    expect(it.send({ type: 'ExpireApproval' }, 72 * hour).events).toEqual([
      { type: 'ApprovalExpired', unfilled: ['it-admin'], decidedBy: { kind: 'timer', id: 'ExpireApproval' } },
    ]);
  });

  it('tells the people of each stage once', () => {
    const it = asked([managers, admins], everyone);
    const told = () => it.process.owed(it.state()).map(({ n }) => n);
    expect(told()).toEqual([1]);
    it.send(approve('m'));
    expect(told()).toEqual([2]);
  });
});

describe('slots one after another', () => {
  const sequence: Partial<StagePolicy> = { slots: [...managers.slots!, ...admins.slots!], rule: 'sequential' };

  it('ask the first that is not filled, tell the others when it is their turn, and end with the last', () => {
    const it = asked([sequence], everyone);
    expect(waitingFor(it.state())).toEqual(['m', 'n']);
    expect(code(it.send(approve('a')))).toBe('turn-not-reached');
    expect(code(it.send({ type: 'TakeTask', actor: 'a', taskId: '1.1.2.1' }))).toBe('turn-not-reached');
    expect(it.process.owed(it.state())).toMatchObject([{ n: 1 }]);
    it.send(approve('n'));
    expect([waitingFor(it.state()), it.process.owed(it.state())]).toMatchObject([['a', 'b'], [{ n: 2 }]]);
    expect(code(it.send(approve('m')))).toBe('already-decided');
    it.send(approve('a'));
    expect(it.state().status).toBe('approved');
  });

  it('end with the first rejection', () => {
    const it = asked([sequence], everyone);
    expect(it.send(reject('m')).events.at(-1)).toEqual({ type: 'ApprovalRejected', reasonCode: 'no', ...by('m') });
  });
});

describe('a return', () => {
  it('begins a new round at a stage before, by an approver with a reason: later decisions are void and kept', () => {
    const it = asked([managers, admins, chiefs], everyone);
    it.send(approve('m'));
    it.send(approve('a'));
    expect(code(it.send({ ...approve('s'), decision: 'return' } as ApprovalCommand))).toBe('reason-missing');
    const { events } = it.send(sendBack('s'), 2 * hour);
    expect(events).toMatchObject([
      { type: 'TaskDecided', taskId: '1.3.1.1', verdict: 'return', reasonCode: 'no' },
      { type: 'StageReturned', to: 2 },
      { type: 'StageOpened', round: 2, stage: { index: 2, slots: [{ tasks: [{ taskId: '2.2.1.1', assignee: 'a' }, { assignee: 'b' }] }] } },
    ]);
    expect(it.process.view(it.state())).toMatchObject({
      round: 2,
      stages: [{ state: 'approved' }, { state: 'open' }],
      voided: [
        { taskId: '1.2.1.1', decidedBy: 'a', decision: 'approve' },
        { taskId: '1.3.1.1', decidedBy: 's', decision: 'return', reasonCode: 'no' },
      ],
    });
    expect(code(it.send(approve('a', { taskId: '1.2.1.1' })))).toBe('task-unknown');
    for (const actor of ['b', 's']) it.send(approve(actor));
    expect(it.state()).toMatchObject({ status: 'approved', ...by('s') });
  });

  it('leads no further than the open stage, and not beyond the third', () => {
    const it = asked([managers, admins], everyone);
    expect(code(it.send(sendBack('m', { returnTo: 2 })))).toBe('stage-not-open');
    expect(code(it.send(sendBack('m', { returnTo: 0 })))).toBe('stage-not-open');
    for (let n = 0; n < 3; n += 1) expect(code(it.send(sendBack('m')))).toBeUndefined();
    expect(it.send(sendBack('m')).problem).toEqual({ code: 'returns-used-up', limit: 3 });
    expect(it.state()).toMatchObject({ status: 'pending', round: 4 });
  });

  it('follows a rejection where the stage says so, at most 3 times; the next one ends it', () => {
    const it = asked([managers, { ...admins, onReject: { returnTo: 1 } }], everyone);
    for (let round = 1; round <= 4; round += 1) {
      it.send(approve('m'));
      it.send(reject('a'));
    }
    expect(it.state()).toMatchObject({ status: 'rejected', round: 4, ...by('a') });
    expect(it.log.filter(({ type }) => type === 'StageReturned')).toHaveLength(3);
  });

  it('asks the people whom an older release has recorded, which did not say where they were found', () => {
    const { process, events } = asked([managers]);
    const { sources: _sources, ...recorded } = events[0] as ApprovalEvent & { type: 'ApprovalOpened' };
    given(process)(recorded).when(sendBack('m'), { at: hour }).thenAccepted();
    const { events: made } = process.decide(process.evolve(process.initial, recorded), sendBack('m'), {}, hour);
    expect(made.at(-1)).toMatchObject({
      type: 'StageOpened',
      round: 2,
      stage: { slots: [{ tasks: [{ assignee: 'm' }, { assignee: 'n' }] }] },
    });
  });
});

describe('the chain of a stage', () => {
  const chain: StagePolicy['chain'] = [
    { afterHours: 24, act: 'remind' },
    { afterHours: 48, act: { escalate: { kind: 'superAdmin' } } },
    { afterHours: 60, act: { decide: 'reject' } },
  ];

  it('reminds, then asks others beside the people of each slot that waits, then decides', () => {
    const it = asked([{ slots: [...managers.slots!, ...admins.slots!], chain }], everyone);
    it.send(approve('m'));
    expect(code(it.send({ type: 'EscalateStage' }, 48 * hour - 1))).toBe('not-due');
    it.wait(48 * hour, { ...everyone, 'super-admin': held('s', 't', 'r', 'barred') });
    expect(it.log.at(-1)).toEqual({
      ...{ type: 'StageEscalated', selector: { kind: 'superAdmin' } },
      opened: [
        { slot: 2, taskId: '1.1.2.3', assignee: 's' },
        { slot: 2, taskId: '1.1.2.4', assignee: 't' },
      ],
    });
    expect(waitingFor(it.state())).toEqual(['a', 'b', 's', 't']);
    expect(code(it.send({ type: 'EscalateStage' }, 49 * hour))).toBe('escalation-not-planned');
    it.wait(60 * hour);
    expect(it.state()).toMatchObject({ status: 'rejected', decidedBy: { kind: 'timer', id: 'DecideStage' } });
  });

  it('lets who was asked by it stand for one of those who must all approve', () => {
    const it = asked([{ slots: [{ selector: { kind: 'role', role: 'it-admin' }, need: 'all' }], chain }], everyone);
    it.send(approve('a'));
    it.wait(48 * hour);
    it.send(approve('s'), 50 * hour);
    expect(it.state()).toMatchObject({ status: 'approved', ...by('s') });
  });

  it('asks who still is what it asked for: a super admin who is none any more does not decide', () => {
    const it = asked([{ ...admins, chain }], everyone);
    it.wait(48 * hour);
    expect(code(it.send(approve('s'), 50 * hour, { ...everyone, 'super-admin': held() }))).toBe('not-an-approver');
  });

  it('leaves a slot waiting for others that an escalation cannot fill, and asks whom it has found', () => {
    const two = { slots: [{ selector: { kind: 'role', role: 'it-admin' }, need: 2 }] } as const;
    const it = asked([{ ...two, chain: [{ afterHours: 2, act: { escalate: { kind: 'superAdmin' } } }] }], everyone);
    const gone = { ...everyone, 'it-admin': held() };
    it.send({ type: 'ResolveApprovers', roleStreams: { 'it-admin': 'admins' }, absent: [], left: [], barred: [] }, hour, gone);
    it.wait(2 * hour, gone);
    expect(waitingFor(it.state())).toEqual(['s']);
    expect(it.process.troubles(it.state()).map(({ kind }) => kind)).toContain('approvers-missing');
  });

  it('asks a person again who has handed their task on, once nobody is left for it', () => {
    const it = asked([{ slots: [{ selector: { kind: 'manager' }, need: 'all' }] }]);
    it.send({ type: 'ReassignTask', actor: 'm', taskId: '1.1.1.1', to: 'x', persons: {} });
    const resolve = (left: readonly string[]) => it.send({ type: 'ResolveApprovers', roleStreams: {}, absent: [], left, barred: [] });
    expect(code(resolve([]))).toBe('approvers-unchanged');
    expect(waitingFor(it.state()).toSorted()).toEqual(['n', 'x']);
    resolve(['x']);
    expect(waitingFor(it.state()).toSorted()).toEqual(['m', 'n']);
  });

  it('calls an operator where an escalation finds nobody', () => {
    const it = asked([{ ...admins, chain }], everyone);
    it.wait(48 * hour, { ...everyone, 'super-admin': held('r') });
    expect(it.log.at(-1)).toMatchObject({ type: 'StageEscalated', opened: [] });
    expect(it.process.troubles(it.state())).toEqual([{ kind: 'approvers-silent', ref: 'x' }]);
  });

  it('approves a stage whose policy says so, and the next stage opens', () => {
    const it = asked([{ ...managers, chain: [{ afterHours: 1, act: { decide: 'approve' } }] }, admins], everyone);
    it.wait(hour);
    expect(it.log.slice(-2)).toMatchObject([
      { type: 'StageDecided', verdict: 'approve' },
      { type: 'StageOpened', stage: { index: 2 } },
    ]);
    expect(it.process.view(it.state())).toMatchObject({ stages: [{ state: 'approved' }, { state: 'open' }] });
  });

  it('returns by itself at most 3 times', () => {
    const it = asked([{ ...managers, onReject: { returnTo: 1 }, chain: [{ afterHours: 1, act: { decide: 'reject' } }] }]);
    it.wait(10 * hour);
    expect(it.state()).toMatchObject({ status: 'rejected', round: 4, decidedBy: { kind: 'timer', id: 'DecideStage' } });
    expect(it.log.at(-1)).toMatchObject({ type: 'ApprovalRejected', reasonCode: 'decided-by-timer' });
  });
});

describe('a decision that nobody should make', () => {
  it('is refused: of somebody not assigned, of the applicant, after the end, twice with other content', () => {
    const it = asked([managers, admins], everyone);
    expect(code(it.send(approve('a')))).toBe('not-an-approver');
    expect(code(it.send(approve('r')))).toBe('self-approval');
    it.send(approve('m'));
    // The stage that has asked them is over: it is decided, and they are no stranger.
    for (const asked of ['m', 'n']) expect(code(it.send(reject(asked)))).toBe('already-decided');
    expect(code(it.send(approve('a'), 72 * hour))).toBe('approval-expired');
    it.send(reject('a'));
    expect(code(it.send(approve('a')))).toBe('approval-closed');
  });
});

it('records events that have their shape', () => {
  const uuid = (n: number) => `00000000-0000-8000-8000-00000000000${n}`;
  const facts = { 'it-admin': held(uuid(1)), 'super-admin': held(uuid(2)) };
  const it = asked([{ ...admins, chain: [{ afterHours: 1, act: { escalate: { kind: 'superAdmin' } } }] }, chiefs], facts);
  it.wait(hour);
  it.send(approve(uuid(1)));
  it.send(sendBack(uuid(2)));
  const misfits = it.log.slice(1).flatMap((event) => misfitsOf(it.process.events, event));
  expect(misfits).toEqual([]);
});
