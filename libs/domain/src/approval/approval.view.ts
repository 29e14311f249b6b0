import { defined } from '../events';
import { isPending, type OpenedApproval } from './approval';
import { isPaused, lapsesAt, type EvidenceRequest } from './evidence';
import { rightView } from '../rights-review/right';
import { matters } from './matters';
import type { Slot, Stage } from './stage';
import { decisionsThatCount, isFilled, tally } from './tally';

export const toView = (approval: OpenedApproval) => {
  const { matter, policyId, requestedBy, round, stageCount, workingDays, classification, concerns, stages, evidence, comments, voided } =
    approval;
  return {
    matter,
    policyId,
    requestedBy,
    round,
    ...defined({ stageCount, expiresAt: lapsesAt(approval), workingDays, classification, concerns: concerns && rightView(concerns) }),
    clock: isPending(approval) && !isPaused(approval) ? 'running' : 'paused',
    ...defined({ evidence: evidence?.map((request) => requestView(approval, request)), comments }),
    stages: stages.map((stage) => stageView(approval, stage)),
    ...defined({
      voided: voided?.map((decision) => voidedView(approval, decision)),
      decidedBy: isPending(approval) ? undefined : approval.decidedBy,
    }),
  };
};

/** V8: its message and the evidence are sealed, and no part of this answer. */
function requestView({ status }: OpenedApproval, { requestId, by, kinds, at, until, ended }: EvidenceRequest) {
  const items = kinds.map((kind) => ({ kind }));
  const state = ended?.as ?? (status === 'pending' ? 'owed' : 'closed');
  return { requestId, requestedBy: by, requestedAt: at, expiresAt: until, items, state, ...defined({ endedAt: ended?.at }) };
}

function stageView(approval: OpenedApproval, stage: Stage) {
  const counted = decisionsThatCount(stage, approval.decided);
  return {
    rule: stage.rule,
    state: stateOf(approval, stage),
    slots: stage.slots.map((slot) => ({
      need: slot.need,
      selector: slot.selector,
      ...defined({ fallback: slot.fallback, skipped: slot.skipped }),
      filled: isFilled(slot, counted),
      tasks: slot.tasks.map((task) => taskView(approval, task)),
    })),
  };
}

function taskView({ matter, taken, takenBy, decided, lent }: OpenedApproval, { taskId, assignee }: Slot['tasks'][number]) {
  const decision = decided[taskId];
  const { to, until } = lent?.[taskId] ?? {};
  const delegatedTo = to === undefined ? undefined : { delegate: to, ...defined({ until }) };
  const taker = takenBy?.[taskId] ?? assignee;
  const open = taken[taskId] ? { state: 'taken', takenBy: taker } : { state: 'open' };
  if (!decision) return { taskId, assignee, ...open, ...defined({ delegatedTo }) };
  const { verdict, at, reasonCode, by } = decision;
  return {
    taskId,
    assignee,
    state: 'decided',
    decidedBy: by ?? assignee,
    decision: verdict,
    at,
    // R17: a reviewer's decision could show the requester why a person had to look; only the dossier has it.
    ...defined({ reasonCode: matters[matter.type].reviewsIdentity ? undefined : reasonCode }),
  };
}

/** R17 as for the decisions that count. */
function voidedView(
  { matter }: OpenedApproval,
  { taskId, assignee, verdict, at, reasonCode }: NonNullable<OpenedApproval['voided']>[number],
) {
  const told = matters[matter.type].reviewsIdentity ? undefined : reasonCode;
  return { taskId, decidedBy: assignee, decision: verdict, at, ...defined({ reasonCode: told }) };
}

/** A stage without a result ends with the approval, and shows its status. */
function stateOf({ status, decided }: OpenedApproval, stage: Stage): string {
  const state = tally(stage, decided);
  return state === 'open' && status !== 'pending' ? status : state;
}
