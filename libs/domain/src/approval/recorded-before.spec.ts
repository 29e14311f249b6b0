import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { misfits } from '../events';
import { waitingTasks } from './approval';
import { approvalEvents, type ApprovalEvent, type OpenedWithoutStage } from './approval.events';
import { approval } from './approval.process';

const readGolden = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, 'golden', name), 'utf8'));
const golden = readGolden('opened-without-stage.json') as OpenedWithoutStage & {
  type: 'ApprovalOpened';
};
const [[manager], [admin]] = golden.slots.map(({ tasks }) => tasks.map(({ assignee }) => assignee)) as [[string, string], [string]];
const at = golden.expiresAt! - 1;
const approve = (actor: string, taskId?: string) => ({
  type: 'DecideTask' as const,
  actor,
  decision: 'approve' as const,
  ...(taskId !== undefined && { taskId }),
});
const decided = (taskId: string): ApprovalEvent => ({ type: 'TaskDecided', taskId, verdict: 'approve', at });
const state = (...events: ApprovalEvent[]) =>
  events.reduce((folded, event) => approval.evolve(folded, event), approval.evolve(approval.initial, golden as unknown as ApprovalEvent));

describe('an approval opened before openings named their stage', () => {
  it('is in its first round and stage, whose slots must all be filled', () => {
    const { slots, type: _type, remindAts, ...opened } = golden;
    expect(state()).toEqual({
      status: 'pending',
      ...opened,
      policyVersion: 1,
      round: 1,
      stages: [{ index: 1, rule: 'all', distinct: true, slots }],
      plan: remindAts.map((at) => ({ at, act: 'remind' })),
      reminded: 0,
      taken: {},
      decided: {},
    });
    expect(waitingTasks(state()).map(({ taskId }) => taskId)).toEqual(['1.1', '1.2', '2.1']);
  });

  it('has today’s shape once it is read', () => {
    const { type: _type, ...recorded } = golden;
    const { shape, upcast } = approvalEvents.ApprovalOpened;
    expect(misfits(shape, recorded)).not.toEqual([]);
    expect(misfits(shape, { ...upcast(recorded) })).toEqual([]);
  });

  it('is decided by its tasks under their old ids', () => {
    const facts = {};
    expect(approval.decide(state(), approve(manager, '1.1'), facts, at).events).toEqual([decided('1.1')]);
    expect(approval.decide(state(decided('1.1')), approve(admin), facts, at).events).toEqual([
      decided('2.1'),
      { type: 'ApprovalApproved', decidedBy: { kind: 'user', id: admin } },
    ]);
  });

  it('keeps its recorded outcome', () => {
    const over = state(decided('1.1'), decided('2.1'), { type: 'ApprovalApproved' });
    expect(approval.view(over)).toMatchObject({
      round: 1,
      stages: [{ rule: 'all', state: 'approved', slots: [{ filled: true }, { filled: true }] }],
    });
  });
});

describe('an approval opened before openings had a plan', () => {
  const opened = readGolden('opened-with-reminders.json') as ApprovalEvent & { type: 'ApprovalOpened' };
  const after = (...events: ApprovalEvent[]) =>
    [opened, ...events].reduce((folded, event) => approval.evolve(folded, event), approval.initial);
  const due = (...events: ApprovalEvent[]) => approval.due(after(...events)).map(({ command, dueAt }) => [command.type, dueAt]);

  it('has its reminders and the call of its operator as the steps of its plan', () => {
    const { shape, upcast } = approvalEvents.ApprovalOpened;
    const { type: _type, ...recorded } = opened;
    expect(misfits(shape, { ...upcast(recorded) })).toEqual([]);
    expect(due()).toEqual([
      ['RemindApprovers', 1796086400000],
      ['CallOperator', 1796259200000],
    ]);
  });

  it('goes on with what it was recorded to wait for, in whichever order it came', () => {
    expect(due({ type: 'ApproversReminded', n: 1 })).toEqual([['CallOperator', 1796259200000]]);
    expect(due({ type: 'OperatorCalled' })).toEqual([['RemindApprovers', 1796086400000]]);
    expect(due({ type: 'OperatorCalled' }, { type: 'ApproversReminded', n: 1 })).toEqual([]);
  });

  it('ends as it was recorded to end, and then says nothing of who decided', () => {
    const approvedBefore = after(
      { type: 'TaskDecided', taskId: '1.1.1.1', verdict: 'approve', at: 1796086400000 },
      { type: 'ApprovalApproved' },
    );
    expect(approval.view(approvedBefore)).not.toHaveProperty('decidedBy');
    expect(approval.outcome(approvedBefore)).toBe('approved');
  });
});
