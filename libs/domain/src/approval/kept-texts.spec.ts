import { day, hour } from '../decider';
import { given } from '#testing';
import type { StoredPolicy } from '../approval-policy/approval-policy';
import type { FactsIn } from '../processes';
import { exportPolicy, firstIdentityReviewPolicy, textsKeptDays } from './approval.policy';
import type { ApprovalPolicy } from './policy';
import { approval as process, type ApprovalCommand } from './approval.process';

const [confirmation] = exportPolicy.stages;
const managers = { ...confirmation, ifNone: 'reject', slots: [{ selector: { kind: 'manager' }, need: 'any' }], chain: [] } as const;

/** An approval under a policy that the company has stored with these fields. */
function opened(fields: Pick<ApprovalPolicy, 'expiryHours' | 'keptDays'>) {
  const companyPolicy: StoredPolicy = {
    ...{ status: 'enabled', policyId: 'p', companyId: 'c', matterType: 'document-export', version: 1, roleStreams: {}, disablings: 0 },
    content: { autoRules: [], stages: [managers], ...fields },
  };
  const open: ApprovalCommand = {
    ...{ type: 'OpenApproval', matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's' },
    ...{ requestedBy: 'r', managers: ['m'], roleStreams: {} },
  };
  return process.decide(process.initial, open, { companyPolicy }, 0).events[0]!;
}

const withdraw: ApprovalCommand = { type: 'WithdrawApproval', actor: 'r' };
/** When the texts go of one that was withdrawn at this instant. */
function goesAt(fields: Pick<ApprovalPolicy, 'expiryHours' | 'keptDays'>, at: number) {
  const asked = opened(fields);
  const { events } = process.decide(given(process)(asked).state(), withdraw, {}, at);
  return process.due(given(process)(asked, ...events).state()).map(({ command, dueAt }) => [command.type, dueAt]);
}

describe('the texts of an approval that no process waits for', () => {
  it('go also where a stored policy says nothing of them', () => {
    expect(goesAt({ expiryHours: 72 }, hour)).toEqual([['EndRetention', 72 * hour + textsKeptDays * day]]);
    expect(goesAt({ expiryHours: 72, keptDays: 5 }, hour)).toEqual([['EndRetention', 72 * hour + 5 * day]]);
  });

  it('go counted from the end itself, where it lapses never: the event of the end records when that was', () => {
    expect(goesAt({}, 100 * day)).toEqual([['EndRetention', (100 + textsKeptDays) * day]]);
    expect(goesAt({ keptDays: 5 }, 100 * day)).toEqual([['EndRetention', 105 * day]]);
  });

  it('go also of one that ended under a release that recorded no such instant', () => {
    const ended = given(process)(opened({}), { type: 'ApprovalWithdrawn', decidedBy: { kind: 'user', id: 'r' } }).state();
    expect(process.due(ended)).toEqual([{ command: { type: 'EndRetention' }, dueAt: textsKeptDays * day }]);
    const after = process.decide(ended, { type: 'EndRetention' }, {}, textsKeptDays * day).events;
    expect(after).toEqual([{ type: 'RetentionEnded' }]);
  });

  it('belong to the process that waits, where one does', () => {
    const review: ApprovalCommand = {
      ...{ type: 'OpenApproval', matter: { type: 'identity-review', id: 'x' }, subjectId: 's', requestedBy: 'r', managers: [] },
      roleStreams: {},
    };
    const reviewers: FactsIn<'approval'> = { 'identity-reviewer': { status: 'granted', role: 'identity-reviewer', holders: ['v'] } };
    const asked = process.decide(process.initial, review, reviewers, 0).events[0]!;
    const { events } = process.decide(given(process)(asked).state(), withdraw, {}, hour);
    expect(events).toEqual([{ type: 'ApprovalWithdrawn', decidedBy: { kind: 'user', id: 'r' } }]);
    expect(process.due(given(process)(asked, ...events).state())).toEqual([]);
    expect(firstIdentityReviewPolicy).not.toHaveProperty('keptDays');
  });
});
