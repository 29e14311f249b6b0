import type { Awaited, Deadline, Effect, Instant } from '../decider';
import { defined } from '../events';
import { isPending, openStage, waitingTasks, type EndedApproval, type OpenedApproval, type PendingApproval } from './approval';
import { isPaused, lapsesAt, openRequest } from './evidence';
import { namedMax } from './approval.policy';
import { textsGoAt } from './kept-texts';
import { noticeOfLapse } from './lapse';
import { isCall, isDecision, isEscalation, isReminder, nextStep } from './plan';
import { askedAs } from './selector';
import { matters, type PoliciesByMatter } from './matters';
import type { Slot } from './stage';
import { isSettled } from './tally';

type Timed =
  | { type: 'RemindApprovers'; n: number }
  | {
      type: 'CallOperator' | 'EscalateStage' | 'DecideStage' | 'SettleStage' | 'ExpireEvidenceRequest' | 'ExpireApproval' | 'EndRetention';
    };

/**
 * The next step of each kind that is planned for the open stage, and the end; after the end the day on which the texts
 * go.
 */
export function due(approval: OpenedApproval, policies: PoliciesByMatter): readonly Deadline<Timed>[] {
  if (!isPending(approval)) return dueAfterEnd(approval, policies);
  const request = openRequest(approval);
  if (request) return at({ type: 'ExpireEvidenceRequest' }, request.until);
  const { reminded, expiresAt } = approval;
  const stage = openStage(approval);
  return [
    ...at({ type: 'SettleStage' }, isSettled(stage, approval.decided) ? (stage.openedAt ?? 0) : undefined),
    ...at({ type: 'RemindApprovers', n: reminded + 1 }, nextStep(approval, isReminder)?.at),
    ...at({ type: 'EscalateStage' }, nextStep(approval, isEscalation)?.at),
    ...at({ type: 'CallOperator' }, nextStep(approval, isCall)?.at),
    ...at({ type: 'DecideStage' }, nextStep(approval, isDecision)?.at),
    ...at({ type: 'ExpireApproval' }, expiresAt),
  ];
}

const dueAfterEnd = (approval: EndedApproval, policies: PoliciesByMatter): readonly Deadline<Timed>[] =>
  at({ type: 'EndRetention' }, approval.retentionOver ? undefined : textsGoAt(approval, policies));

const at = (command: Timed, dueAt: Instant | undefined): readonly Deadline<Timed>[] => (dueAt === undefined ? [] : [{ command, dueAt }]);

export const effectKinds = ['tellApprovers', 'tellOfLending', 'askForEvidence', 'tellOfLapse', 'eraseApproval'] as const;
type Kind = (typeof effectKinds)[number];

/**
 * Our choice: a message to each approver when it opens, and one with each reminder to those who have not decided, also
 * where others are asked in place of those who have gone, where the requester reminds them and where the clock goes on
 * after a pause; during it one to the requester (V8). Of those that nobody has sent yet the newest speaks. One that
 * lapsed gets a notice. After its retention the erasure.
 */
export function owed(approval: OpenedApproval): readonly Effect<Kind>[] {
  if (!isPending(approval)) return approval.retentionOver && !approval.erased ? [{ kind: 'eraseApproval', n: 1 }] : noticeOfLapse(approval);
  const { evidence = [], expiresAt, matter } = approval;
  const request = openRequest(approval);
  if (request) return [{ kind: 'askForEvidence', n: evidence.length, usefulUntil: request.until }, ...noticesOfLendings(approval)];
  if (!matters[matter.type].tellsApprovers) return noticesOfLendings(approval);
  return [{ kind: 'tellApprovers', n: timesTold(approval) + 1, ...defined({ usefulUntil: expiresAt }) }, ...noticesOfLendings(approval)];
}

/** Both people hear of each task that waits in the hands of a delegate, once. An older release did not number them. */
const noticesOfLendings = (approval: PendingApproval): readonly Effect<'tellOfLending'>[] =>
  waitingTasks(approval).flatMap(({ taskId }) => {
    const { n, until } = approval.lent?.[taskId] ?? {};
    return n === undefined ? [] : [{ kind: 'tellOfLending', n, ...defined({ usefulUntil: until ?? approval.expiresAt }) }];
  });

const timesTold = ({ reminded, renewals = 0, reminders, evidence = [] }: OpenedApproval): number =>
  reminded + renewals + (reminders?.times ?? 0) + evidence.length;

/** The people of each slot: who has decided what, and who is missing. A taken task is still missing. */
export function awaits(approval: OpenedApproval): readonly Awaited[] {
  if (!isPending(approval)) return [];
  const waiting = new Set(waitingTasks(approval).map(({ taskId }) => taskId));
  const until = lapsesAt(approval);
  const where = placeOf(approval);
  const slots = openStage(approval).slots.map((slot) => {
    const awaited = awaitedIn(slot, approval.decided, waiting, until);
    return { ...awaited, what: `${where}${awaited.what}` };
  });
  return isPaused(approval) ? [{ what: 'evidence', missing: [approval.requestedBy], ...defined({ until }) }, ...slots] : slots;
}

function awaitedIn(
  { selector, tasks }: Slot,
  decisions: OpenedApproval['decided'],
  waiting: ReadonlySet<string>,
  until: Instant | undefined,
): Awaited {
  const decided = tasks.flatMap(({ taskId, assignee: who }) => (decisions[taskId] ? [{ who, verdict: decisions[taskId].verdict }] : []));
  const missing = tasks.flatMap(({ taskId, assignee }) => (waiting.has(taskId) ? [assignee] : []));
  const more = missing.length > namedMax ? missing.length - namedMax : undefined;
  return { what: askedAs(selector), decided, missing: missing.slice(0, namedMax), ...defined({ until, more }) };
}

/** Which stage it is, and which round, where that is not plain. */
function placeOf(approval: OpenedApproval): string {
  const { round, stageCount } = approval;
  const stage = stageCount === undefined ? '' : `stage ${openStage(approval).index} of ${stageCount}: `;
  return `${round > 1 ? `round ${round}, ` : ''}${round > 1 && stage === '' ? 'again: ' : stage}`;
}
