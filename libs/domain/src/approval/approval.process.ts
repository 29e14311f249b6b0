import type { Process } from '../decider';
import { due, evolve, isFilled, noApproval, owed, type Approval, type ApprovalEvent, type OpenedApproval, type Slot } from './approval';
import { allowedTo, decideWith, needs, type ApprovalCommand, type ApprovalFacts } from './approval.decide';
import { approvalPolicy, policyFor, type ApprovalPolicy } from './approval.policy';

/** A confirmation by several people within a time. It knows the type and the id of what is approved, and nothing else of it. */
const approvalWith = (
  policyOf: (matterType: string) => ApprovalPolicy,
): Process<Approval, ApprovalEvent, ApprovalCommand, ApprovalFacts> => ({
  type: 'approval',
  workflow: true,
  policyVersion: approvalPolicy.version,
  initial: noApproval,
  evolve,
  decide: decideWith(policyOf),
  needs,
  due,
  owed,
  troubles: () => [],
  allowed: (approval, now, actor) => {
    if (actor !== undefined) return allowedTo(approval, actor, now);
    const pending = approval.status === 'pending' && now < approval.expiresAt;
    return pending ? ['DecideTask', 'TakeTask', 'ReleaseTask', 'WithdrawApproval'] : [];
  },
  origins: {
    OpenApproval: ['caller', 'reaction'],
    DecideTask: 'caller',
    TakeTask: 'caller',
    ReleaseTask: 'caller',
    WithdrawApproval: 'caller',
    CloseApproval: 'reaction',
    RemindApprovers: 'clock',
    ExpireApproval: 'clock',
  },
  status: ({ status }) => status,
  outcome: ({ status }) => (status === 'none' || status === 'pending' ? undefined : status),
  passing: [],
  minor: ['ApproversReminded'],
  columns: (approval) =>
    approval.status === 'none'
      ? {}
      : { subjectId: approval.subjectId, ...(approval.companyId !== undefined && { companyId: approval.companyId }) },
  view: (approval) => {
    if (approval.status === 'none') return {};
    const { matter, policyId, requestedBy, expiresAt, slots } = approval;
    return {
      matter,
      policyId,
      requestedBy,
      round: 1,
      expiresAt,
      clock: approval.status === 'pending' ? 'running' : 'stopped',
      stages: [stage(approval, slots)],
    };
  },
});

const stage = (approval: OpenedApproval & { status: string }, slots: readonly Slot[]) => ({
  rule: 'all',
  state: approval.status === 'pending' ? 'open' : approval.status,
  slots: slots.map((slot) => ({
    need: slot.need,
    selector: slot.selector,
    filled: isFilled(slot, approval),
    tasks: slot.tasks.map(({ taskId, assignee }) => {
      const decided = approval.decided[taskId];
      if (!decided) return { taskId, assignee, ...(approval.taken[taskId] ? { state: 'taken', takenBy: assignee } : { state: 'open' }) };
      const { verdict, at, reasonCode } = decided;
      return {
        taskId,
        assignee,
        state: 'decided',
        decidedBy: assignee,
        decision: verdict,
        at,
        ...(reasonCode !== undefined && { reasonCode }),
      };
    }),
  })),
});

export const approval = approvalWith(policyFor);
