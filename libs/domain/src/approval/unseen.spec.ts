import { approval } from './approval.process';
import type { PendingApproval } from './approval';

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
