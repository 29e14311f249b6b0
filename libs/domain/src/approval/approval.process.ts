import type { Process } from '../decider';
import { due, evolve, noApproval, owed, type Approval, type ApprovalEvent, type Matter, type Stage } from './approval';
import { allowedTo, decideWith, needs, type ApprovalCommand, type ApprovalFacts } from './approval.decide';
import { approvalPolicy, policyFor, type ApprovalPolicy } from './approval.policy';
import { isFilled, tally } from './tally';

type KnownApproval = Exclude<Approval, { status: 'none' }>;

/** A confirmation by several people within a time. It knows the type and the id of what is approved, and nothing else of it. */
export const approvalWith = (
  policyOf: (matterType: string) => ApprovalPolicy,
): Process<Approval, ApprovalEvent, ApprovalCommand, ApprovalFacts> => ({
  type: 'approval',
  workflow: true,
  policyVersion: (approval) => (approval.status === 'none' ? approvalPolicy.version : approval.policyVersion),
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
    const { matter, policyId, requestedBy, round, expiresAt, stages } = approval;
    return {
      matter,
      policyId,
      requestedBy,
      round,
      expiresAt,
      clock: approval.status === 'pending' ? 'running' : 'paused',
      stages: stages.map((stage) => told(approval, stage)),
    };
  },
});

const told = (approval: KnownApproval, stage: Stage) => ({
  rule: stage.rule,
  state: stateOf(approval, stage),
  slots: stage.slots.map((slot) => ({
    need: slot.need,
    selector: slot.selector,
    filled: isFilled(slot, approval.decided),
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
        ...(reasonCode !== undefined && tellsReasons(approval.matter) && { reasonCode }),
      };
    }),
  })),
});

/** R17: who asks for a review of his identity sees how it ended; a reviewer's own word could tell him why somebody had to look. It stands in the dossier. */
const tellsReasons = ({ type }: Matter) => type !== 'identity-review';

/** What its people have left open is over with the approval, and called as that is. */
function stateOf({ status, decided }: KnownApproval, stage: Stage): string {
  const state = tally(stage, decided);
  return state === 'open' && status !== 'pending' ? status : state;
}

export const approval = approvalWith(policyFor);
