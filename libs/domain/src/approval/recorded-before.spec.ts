import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { misfits } from '../events';
import { waitingTasks } from './approval';
import { approvalEvents, type ApprovalEvent, type OpenedWithoutStage } from './approval.events';
import { approval } from './approval.process';

const golden = JSON.parse(readFileSync(join(__dirname, 'golden', 'opened-without-stage.json'), 'utf8')) as OpenedWithoutStage & {
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
