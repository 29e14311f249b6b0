import type { Instant } from '../decider';
import { defined } from '../events';
import type { RoleFacts } from '../role/role';
import { openStage, type DecidedBy, type PendingApproval } from './approval';
import type { ApprovalEvent } from './approval.events';
import type { Answer } from './answer';
import { answerSoFar } from './answers';
import { planOf, returnsMax } from './approval.policy';
import type { ApprovalPolicy, StagePolicy } from './policy';
import { stageAsked } from './asking';
import { calendarOf, type CalendarFacts } from './calendar-of';
import { endedAt } from './kept-texts';
import type { Stage } from './stage';
import { tally } from './tally';

type Of<T> = Extract<ApprovalEvent, { type: T }>;
type Opened = Of<'StageOpened' | 'ApprovalRejected'>;

/** What moves an approval to another stage, or to its end. */
export interface Advancing {
  approval: PendingApproval;
  policy: ApprovalPolicy;
  facts: Partial<RoleFacts> & CalendarFacts;
  now: Instant;
  decidedBy: DecidedBy;
  /** What the last one who approves says beside it. */
  answer?: Answer | undefined;
}

/** The open stage is approved: the next one opens, or all is approved. */
export function afterApproval(of: Advancing): readonly (Opened | Of<'ApprovalApproved'>)[] {
  const { approval, policy, decidedBy, now } = of;
  const { index } = openStage(approval);
  const next = policy.stages[index];
  return [
    next === undefined
      ? { type: 'ApprovalApproved', ...saidBy(of), decidedBy, ...endedAt(approval, now) }
      : opening(next, index + 1, approval.round, of),
  ];
}

const saidBy = ({ approval, answer }: Advancing) => defined({ answer: answer ?? answerSoFar(approval) });

/** The open stage is rejected: all is rejected, or a new round begins where the stage says. */
export function afterRejection(of: Advancing, reasonCode: string): readonly (Opened | Of<'StageReturned'>)[] {
  const { approval, policy, decidedBy, now } = of;
  const onReject = policy.stages[openStage(approval).index - 1]?.onReject ?? 'reject';
  if (onReject === 'reject' || !mayReturn(approval))
    return [{ type: 'ApprovalRejected', reasonCode, decidedBy, ...endedAt(approval, now) }];
  return returningTo(onReject.returnTo, of);
}

export const mayReturn = ({ round }: PendingApproval): boolean => round <= returnsMax;

/** Whether an approver may return it to this stage: to one that has been open in this round. */
export const isOpenedStage = (approval: PendingApproval, index: number): boolean => index >= 1 && index <= openStage(approval).index;

/** Where an approver returns it to who names no stage: where a rejection would lead, else to the stage before. */
export function stageToReturnTo(approval: PendingApproval, { stages }: ApprovalPolicy): number {
  const { index } = openStage(approval);
  const onReject = stages[index - 1]?.onReject ?? 'reject';
  return onReject === 'reject' ? Math.max(1, index - 1) : onReject.returnTo;
}

/** A new round begins at this stage: what was decided from it on is void. */
export function returningTo(index: number, of: Advancing): readonly (Opened | Of<'StageReturned'>)[] {
  const planned = of.policy.stages[index - 1];
  const opened = planned === undefined ? nobody(of) : opening(planned, index, of.approval.round + 1, of);
  return opened.type === 'StageOpened' ? [{ type: 'StageReturned', to: index }, opened] : [opened];
}

/** Our choice: what nobody could ever decide is rejected, and says so. */
const nobody = ({ approval, now }: Advancing): Of<'ApprovalRejected'> => ({
  type: 'ApprovalRejected',
  reasonCode: 'approvers-missing',
  decidedBy: { kind: 'rule', id: 'approvers-missing' },
  ...endedAt(approval, now),
});

function opening(planned: StagePolicy, index: number, round: number, of: Advancing): Opened {
  const { approval, facts, now } = of;
  const { requestedBy, sources } = approval;
  const place = { round, index, openedAt: now };
  const stage = sources ? stageAsked(planned, place, { requestedBy, ...sources, facts }) : askedAgain(approval, place);
  if (stage === undefined || tally(stage, {}) === 'rejected') return nobody(of);
  return { type: 'StageOpened', round, stage, ...defined(planOf(now, planned, calendarOf(facts))) };
}

/** An older release did not record where its people were found: those whom the stage asked are asked again. */
function askedAgain({ stages }: PendingApproval, place: { round: number; index: number; openedAt: Instant }): Stage | undefined {
  const before = stages.find(({ index }) => index === place.index);
  const { round, index, openedAt } = place;
  return (
    before && {
      ...{ index, rule: before.rule, distinct: before.distinct, openedAt },
      slots: before.slots.map(({ selector, need, tasks }, s) => ({
        ...{ selector, need },
        tasks: tasks.map(({ assignee }, n) => ({ taskId: [round, index, s + 1, n + 1].join('.'), assignee })),
      })),
    }
  );
}
