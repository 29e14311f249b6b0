import { given } from '#testing';
import { hour } from '../decider';
import type { FactsIn } from '../processes';
import type { Role } from '../role/role';
import { openStage, waitingFor, type PendingApproval } from './approval';
import type { ApprovalEvent } from './approval.events';
import { fourthApprovalPolicy } from './approval.policy';
import { approval as builtIn, approvalWith, type ApprovalCommand } from './approval.process';
import { approvalPolicies } from './matters';

const at = hour;
const held = (role: 'it-admin' | 'super-admin', ...holders: string[]): Role => ({ status: 'granted', companyId: 'c', role, holders });
const open = (...managers: string[]): ApprovalCommand => ({
  ...{ type: 'OpenApproval', matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's' },
  ...{ requestedBy: 'r', managers, roleStreams: { 'it-admin': 'role' } },
});
const resolve = (absent: string[], left: string[] = []): ApprovalCommand => ({
  ...{ type: 'ResolveApprovers', roleStreams: {}, absent, left, barred: [] },
});
const byName = (user: string) => ({ kind: 'user', user }) as const;
const approves = (taskId: string): ApprovalEvent => ({ type: 'TaskDecided', taskId, verdict: 'approve', at: 0 });

describe('an approver whom another one has added', () => {
  const approval = given(builtIn);
  const opened = builtIn.decide(builtIn.initial, open('m'), { 'it-admin': held('it-admin', 'a') }, 0).events[0]!;
  const added: ApprovalEvent = { type: 'ApproverAdded', taskId: '1.1.1.2', slot: 1, to: 'expert', asks: byName('expert') };
  const gone = builtIn.decide(approval(opened, added).state(), resolve(['expert']), {}, at).events;
  const need = (...events: ApprovalEvent[]) => openStage(approval(opened, ...events).state() as PendingApproval).slots[0]!.need;

  it('is one more who must approve only while they can: who is frozen or has left raises the need no more', () => {
    expect(gone).toEqual([{ type: 'ApproversResolved', closed: ['1.1.1.2'], opened: [], vacant: [] }]);
    expect([need(), need(added), need(added, ...gone)]).toEqual(['any', 2, 'any']);
    expect(waitingFor(approval(opened, added, ...gone, approves('1.1.1.1')).state())).toEqual(['a']);
  });

  it('is asked again once they are back, and is one more again', () => {
    const back = builtIn.decide(approval(opened, added, ...gone).state(), resolve([]), {}, at).events;
    expect(back).toEqual([
      {
        ...{ type: 'ApproversResolved', closed: [], vacant: [] },
        opened: [{ slot: 1, taskId: '1.1.1.3', assignee: 'expert', asks: byName('expert') }],
      },
    ]);
    expect(need(added, ...gone, ...back)).toBe(2);
  });

  it('holds up nobody who has approved already: the stage goes on by itself', () => {
    const both = [approves('1.1.1.1'), approves('1.1.2.1')];
    const after = builtIn.decide(approval(opened, added, ...both).state(), resolve([], ['expert']), {}, at).events;
    const state = approval(opened, added, ...both, ...after).state();
    expect(builtIn.due(state)[0]).toMatchObject({ command: { type: 'SettleStage' } });
    expect(builtIn.decide(state, { type: 'SettleStage' }, {}, at).events.map(({ type }) => type)).toEqual(['ApprovalApproved']);
  });

  it('hands the place on with the task', () => {
    const handed: ApprovalEvent = { type: 'TaskReassigned', taskId: '1.1.1.2', to: 'other', newTaskId: '1.1.1.3', asks: byName('other') };
    expect(need(added, handed)).toBe(2);
    const after = builtIn.decide(approval(opened, added, handed).state(), resolve(['other']), {}, at).events;
    // Nobody is left who was added but the one who has handed it on, and is asked once more.
    expect(need(added, handed, ...after)).toBe('any');
  });
});

describe('a task that came from an escalation', () => {
  const stage = {
    ...fourthApprovalPolicy.stages[0],
    slots: [{ selector: { kind: 'manager' }, need: 'all' }],
    chain: [{ afterHours: 1, act: { escalate: { kind: 'user', user: 'chief' } } }],
  } as const;
  const process = approvalWith({
    4: { ...approvalPolicies[4], 'document-export': { ...fourthApprovalPolicy, stages: [stage] } },
  });
  const facts: FactsIn<'approval'> = {};

  it('stands for one of the others, also once it is handed on: no more people must approve than before', () => {
    const [opened] = process.decide(process.initial, open('m', 'n'), facts, 0).events;
    const escalated = process.decide(given(process)(opened!).state(), { type: 'EscalateStage' }, facts, hour).events;
    const history = [opened!, ...escalated];
    const handed = process.decide(
      given(process)(...history).state(),
      { type: 'ReassignTask', actor: 'chief', taskId: '1.1.1.3', to: 'deputy', persons: {} },
      facts,
      2 * hour,
    ).events;
    expect(handed).toEqual([{ type: 'TaskReassigned', taskId: '1.1.1.3', to: 'deputy', newTaskId: '1.1.1.4', asks: byName('deputy') }]);
    const deputy: ApprovalEvent = { type: 'TaskDecided', taskId: '1.1.1.4', verdict: 'approve', at: 0 };
    given(process)(...history, ...handed, deputy)
      .when({ type: 'DecideTask', actor: 'm', decision: 'approve' }, { at: 3 * hour, facts })
      .then(
        { type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at: 3 * hour },
        {
          type: 'ApprovalApproved',
          decidedBy: { kind: 'user', id: 'm' },
        },
      );
  });
});
