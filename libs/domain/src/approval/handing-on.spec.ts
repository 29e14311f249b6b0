import { given } from '#testing';
import { hour } from '../decider';
import type { FactsIn } from '../processes';
import type { Role } from '../role/role';
import { openStage, waitingFor, type PendingApproval } from './approval';
import type { ApprovalEvent } from './approval.events';
import { approval as process, type ApprovalCommand } from './approval.process';
import { handingOnPolicy } from './evidence.policy';

const approval = given(process);
const facts: FactsIn<'approval'> = { 'it-admin': admins('admin', 'second', 'third') };
function admins(...holders: string[]): Role {
  return { status: 'granted', companyId: 'c', role: 'it-admin', holders };
}
const open: ApprovalCommand = {
  type: 'OpenApproval',
  ...{ matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's', requestedBy: 'requester' },
  ...{ managers: ['manager'], barred: ['owner'], roleStreams: { 'it-admin': 'role' } },
};
const opened = process.decide(process.initial, open, { 'it-admin': admins('admin') }, 0).events[0]!;
const handed = (type: 'ReassignTask' | 'AddApprover', actor: string, taskId: string, to: string, persons = {}): ApprovalCommand => ({
  ...{ type, actor, taskId, to, persons },
});
const approve = (actor: string): ApprovalCommand => ({ type: 'DecideTask', actor, decision: 'approve' });
const byName = (user: string) => ({ kind: 'user', user }) as const;
const reassigned: ApprovalEvent = { type: 'TaskReassigned', taskId: '1.1.1.1', to: 'deputy', newTaskId: '1.1.1.2', asks: byName('deputy') };
const added: ApprovalEvent = { type: 'ApproverAdded', taskId: '1.1.1.2', slot: 1, to: 'expert', asks: byName('expert') };
const at = hour;

describe('a task that its assignee hands on', () => {
  it('is the other person’s, who decides it; the first one has none any more', () => {
    approval(opened)
      .when(handed('ReassignTask', 'manager', '1.1.1.1', 'deputy'), { at, facts })
      .then(reassigned);
    const after = approval(opened, { type: 'TaskTaken', taskId: '1.1.1.1' }, reassigned);
    expect([waitingFor(after.state()), (after.state() as PendingApproval).taken]).toEqual([['deputy', 'admin'], {}]);
    after.when(approve('manager'), { at }).thenRefused('not-an-approver');
    after.when(approve('deputy'), { at }).thenAccepted();
    expect(process.owed(after.state())).toMatchObject([{ kind: 'tellApprovers', n: 2 }]);
  });

  it('goes to nobody but a holder of the role where the slot asks for one', () => {
    approval(opened)
      .when(handed('ReassignTask', 'admin', '1.1.2.1', 'second'), { at, facts })
      .then({ type: 'TaskReassigned', taskId: '1.1.2.1', to: 'second', newTaskId: '1.1.2.2' });
    approval(opened)
      .when(handed('ReassignTask', 'admin', '1.1.2.1', 'deputy'), { at, facts })
      .thenRefused('approver-lacks-role');
  });

  it.each<[string, ApprovalCommand, string]>([
    ['the requester', handed('ReassignTask', 'manager', '1.1.1.1', 'requester'), 'approver-is-the-requester'],
    [
      'an alias of the requester',
      handed('ReassignTask', 'manager', '1.1.1.1', 'alias', { alias: 'requester' }),
      'approver-is-the-requester',
    ],
    [
      'the person of whom the requester is an alias',
      handed('ReassignTask', 'manager', '1.1.1.1', 'p', { requester: 'p' }),
      'approver-is-the-requester',
    ],
    [
      'the owner of the document, who may be the requester',
      handed('ReassignTask', 'manager', '1.1.1.1', 'owner'),
      'approver-is-the-requester',
    ],
    ['somebody who has a task already', handed('ReassignTask', 'manager', '1.1.1.1', 'admin'), 'approver-asked-already'],
    ['an alias of somebody who has', handed('AddApprover', 'manager', '1.1.1.1', 'alias', { alias: 'admin' }), 'approver-asked-already'],
    ['themselves', handed('ReassignTask', 'manager', '1.1.1.1', 'manager'), 'approver-asked-already'],
  ])('never goes to %s', (_, command, code) => {
    approval(opened).when(command, { at, facts }).thenRefused(code);
  });

  it('never comes back by itself: the one who handed it on has been asked', () => {
    approval(opened, reassigned)
      .when(handed('ReassignTask', 'deputy', '1.1.1.2', 'manager'), { at, facts })
      .thenRefused('approver-asked-already');
  });

  it.each<[string, ApprovalCommand, string]>([
    ['another approver', handed('ReassignTask', 'admin', '1.1.1.1', 'deputy'), 'task-unknown'],
    ['the requester', handed('AddApprover', 'requester', '1.1.1.1', 'deputy'), 'self-approval'],
    ['a stranger', handed('ReassignTask', 'stranger', '1.1.1.1', 'deputy'), 'not-an-approver'],
  ])('is not for %s to hand on', (_, command, code) => {
    approval(opened).when(command, { at, facts }).thenRefused(code);
  });

  it('is not handed on once it is decided, or too late', () => {
    const command = handed('ReassignTask', 'manager', '1.1.1.1', 'deputy');
    approval(opened, { type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at: 0 })
      .when(command, { at, facts })
      .thenRefused('already-decided');
    approval(opened)
      .when(command, { at: 72 * hour, facts })
      .thenRefused('approval-expired');
  });

  it('is handed on as often as the policy says', () => {
    const times = Array.from({ length: handingOnPolicy.reassignments }, (_, n): ApprovalEvent => ({
      type: 'TaskReassigned',
      ...{ taskId: `1.1.1.${n + 1}`, newTaskId: `1.1.1.${n + 2}`, to: `p${n}`, asks: byName(`p${n}`) },
    }));
    const last = handed('ReassignTask', `p${times.length - 1}`, `1.1.1.${times.length + 1}`, 'deputy');
    approval(opened, ...times)
      .when(last, { at, facts })
      .thenRefused('repeated-too-often', { limit: 20 });
  });

  it('stays theirs when approvers are resolved again, until they leave; then the first one is asked once more', () => {
    const resolve = (left: string[]): ApprovalCommand => ({ type: 'ResolveApprovers', roleStreams: {}, absent: [], left, barred: [] });
    approval(opened, reassigned).when(resolve([]), { at, facts: {} }).thenRefused('approvers-unchanged');
    approval(opened, reassigned)
      .when(resolve(['deputy']), { at, facts: {} })
      .then({
        type: 'ApproversResolved',
        closed: ['1.1.1.2'],
        opened: [{ slot: 1, taskId: '1.1.1.3', assignee: 'manager' }],
        vacant: [],
      });
  });
});

describe('a person whom an approver adds', () => {
  it('is one more who must approve, in the slot of the approver', () => {
    approval(opened)
      .when(handed('AddApprover', 'manager', '1.1.1.1', 'expert'), { at, facts })
      .then(added);
    const after = approval(opened, added);
    expect(openStage(after.state() as PendingApproval).slots[0]).toMatchObject({ need: 2 });
    const both: ApprovalEvent[] = ['1.1.1.1', '1.1.2.1'].map((taskId) => ({ type: 'TaskDecided', taskId, verdict: 'approve', at: 0 }));
    expect(waitingFor(approval(opened, added, ...both).state())).toEqual(['expert']);
    approval(opened, added, ...both)
      .when(approve('expert'), { at })
      .then({ type: 'TaskDecided', taskId: '1.1.1.2', verdict: 'approve', at }, { type: 'ApprovalApproved', decidedBy: byUser('expert') });
  });

  it('need not hold the role in a company, and must where the platform decides', () => {
    approval(opened)
      .when(handed('AddApprover', 'admin', '1.1.2.1', 'expert'), { at, facts })
      .thenAccepted();
    const reviewers: FactsIn<'approval'> = { 'identity-reviewer': { status: 'granted', role: 'identity-reviewer', holders: ['v', 'w'] } };
    const review: ApprovalCommand = {
      type: 'OpenApproval',
      ...{ matter: { type: 'identity-review', id: 'x' }, subjectId: 's', requestedBy: 'requester', managers: [], roleStreams: {} },
    };
    const asked = process.decide(
      process.initial,
      review,
      { 'identity-reviewer': { ...reviewers['identity-reviewer']!, holders: ['v'] } as Role },
      0,
    );
    const ofPlatform = approval(asked.events[0]!);
    ofPlatform.when(handed('AddApprover', 'v', '1.1.1.1', 'w'), { at, facts: reviewers }).thenAccepted();
    ofPlatform.when(handed('AddApprover', 'v', '1.1.1.1', 'expert'), { at, facts: reviewers }).thenRefused('approver-lacks-role');
  });

  it('is one of 10 at most', () => {
    const ten = Array.from({ length: handingOnPolicy.additions }, (_, n): ApprovalEvent => ({
      ...{ type: 'ApproverAdded', taskId: `1.1.1.${n + 2}`, slot: 1, to: `p${n}`, asks: byName(`p${n}`) },
    }));
    approval(opened, ...ten)
      .when(handed('AddApprover', 'manager', '1.1.1.1', 'expert'), { at, facts })
      .thenRefused('repeated-too-often', { limit: 10 });
  });
});

const byUser = (id: string) => ({ kind: 'user', id }) as const;
