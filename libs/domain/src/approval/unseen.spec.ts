import { approval } from './approval.process';
import type { Approval, PendingApproval } from './approval';

const task = (taskId: string, assignee: string) => ({ taskId, assignee });
const pending = {
  status: 'pending',
  matter: { type: 'document-export', id: 'm' },
  policyId: 'two-confirmations',
  policyVersion: 3,
  requestedBy: 'r',
  subjectId: 's',
  round: 1,
  stages: [
    {
      index: 1,
      rule: 'all',
      distinct: true,
      slots: [
        { selector: { kind: 'manager' }, need: 'any', tasks: [task('1.1.1.1', 'stranger')] },
        { selector: { kind: 'role', role: 'it-admin' }, need: 'any', tasks: [task('1.1.2.1', 'admin')] },
      ],
    },
  ],
  plan: [],
  reminded: 1,
  taken: {},
  decided: {},
} as const satisfies PendingApproval;

describe('an approver from outside whom nobody has seen by the first reminder', () => {
  it('is an operator’s task until they decide, or the approval ends', () => {
    const { events } = approval.decide(pending, { type: 'RecordUnseen', people: ['stranger'] }, {}, 0);
    const seen = events.reduce((state, event) => approval.evolve(state, event), pending as ReturnType<typeof approval.evolve>);
    const unseen = (state: typeof seen) => approval.troubles(state).filter(({ kind }) => kind === 'approver-never-seen');
    expect(unseen(pending)).toEqual([]);
    expect(unseen(seen)).toEqual([{ kind: 'approver-never-seen', ref: 'stranger' }]);
    const decided = { ...seen, decided: { '1.1.1.1': { verdict: 'approve', at: 0 } } } as typeof seen;
    expect(unseen(decided)).toEqual([]);
    expect(unseen({ ...seen, status: 'withdrawn' } as typeof seen)).toEqual([]);
  });
});

describe('an approval whose notice reached none of its people', () => {
  const unreached = ['admin', 'stranger'];
  const after = (state: Approval, command: Partial<{ people: string[]; unreached: string[] }>) =>
    approval.decide(state, { type: 'RecordUnseen', people: [], ...command }, {}, 0).events.reduce(approval.evolve, state);
  const isTask = (state: Approval) => approval.troubles(state).some(({ kind }) => kind === 'approvers-unreachable');

  it('is an operator’s task until a notice reaches one of them, or somebody else is asked', () => {
    const refused = after(pending, { unreached });
    expect([isTask(pending), isTask(refused)]).toEqual([false, true]);
    expect(isTask(after(refused, { unreached: [] }))).toBe(false);
    const decided = (...taskIds: string[]) => ({
      ...(refused as PendingApproval),
      decided: Object.fromEntries(taskIds.map((taskId) => [taskId, { verdict: 'approve', at: 0 } as const])),
    });
    expect([isTask(decided('1.1.1.1')), isTask(decided('1.1.1.1', '1.1.2.1'))]).toEqual([true, false]);
    const [stage] = pending.stages;
    const [manager, admin] = stage.slots;
    const more = { ...manager, need: 2, tasks: [...manager.tasks, task('1.1.1.2', 'deputy')] };
    expect(isTask({ ...(refused as PendingApproval), stages: [{ ...stage, slots: [more, admin] }] })).toBe(false);
    expect(isTask({ ...refused, status: 'withdrawn' } as Approval)).toBe(false);
  });

  it('records who was unseen and who was unreached at once, and neither where there is nothing of it', () => {
    const types = (command: object) =>
      approval.decide(pending, { type: 'RecordUnseen', people: [], ...command }, {}, 0).events.map(({ type }) => type);
    expect(types({ people: ['stranger'], unreached })).toEqual(['ApproversUnseen', 'ApproversUnreached']);
    expect([types({ unreached }), types({ people: ['stranger'] })]).toEqual([['ApproversUnreached'], ['ApproversUnseen']]);
  });
});
