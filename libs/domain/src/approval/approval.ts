import { code, count, either, flag, group, id, instant, list, optional, table, type DataOf, type ValueOf } from '../events';
import type { Instant } from '../decider';
import { streamsOf } from '../needs';
import { delegatesOfTasks, type Lent } from './lent';
import { reviewedRight } from '../rights-review/right';
import { suspended } from './auto';
import type { Answer } from './answer';
import { classifications } from './classification';
import { matterTypes } from './matters';
import { askedOfOperators } from './second-operator';
import { lapsesAt, type EvidenceRequest } from './evidence';
import { policyShape } from './policy.shape';
import { planned, stage, type DecisionOnTask, type PlannedStep, type Slot, type Stage } from './stage';
import { isFilled, openTasks, tasksOf } from './tally';

/** All of a policy, with the process that keeps its versions. */
export const storedPolicy = group({ policyId: id, version: count, policy: policyShape });

/** By which calendar working days were counted. */
export const workingDays = group({ calendarId: code(), version: code(), storedId: optional(id), provisional: flag });

/**
 * Where people are found who are asked later: by further stages and escalations. Each person by one id. `barred`: they
 * never decide.
 */
const sources = group({ managers: list(id), barred: list(id), roleStreams: table(id) });

/** What brought the outcome: a person, a delegate with the person in whose place, a rule or a timer by its name. */
export const decidedBy = group({ kind: code('user', 'delegate', 'rule', 'timer'), id: either(id, code()), for: optional(id) });
export type DecidedBy = ValueOf<typeof decidedBy>;

/** What the opening records. */
export const openingFields = {
  matter: group({ type: code(...matterTypes), id }),
  /** None: the matter belongs to the platform. */
  companyId: optional(id),
  /** The department of the company that the matter lies in. */
  departmentId: optional(id),
  policyId: code(),
  policyVersion: count,
  /** The policy that was stored for it, by the process that keeps it. None: the built-in one of its matter. */
  stored: optional(storedPolicy),
  requestedBy: id,
  subjectId: id,
  round: count,
  stage,
  /** What happens while the stage waits, soonest first. */
  plan: list(planned),
  /** None: it never lapses by itself. */
  expiresAt: optional(instant),
  /** The calendar by which working days were counted. None: no step counts them. */
  workingDays: optional(workingDays),
  sources: optional(sources),
  /** P6: of a document. None: nobody has said how secret it is. */
  classification: optional(code(...classifications)),
  /** P2: a rule would have approved it, and did not. */
  suspended: optional(suspended),
  /** G13: the right that is kept or removed. */
  concerns: optional(reviewedRight),
  /** How many stages its policy has, one after another; left out of one that has one. */
  stageCount: optional(count),
  ...askedOfOperators,
};
export type Opening = DataOf<typeof openingFields>;

/** What an erasure records. */
export const erasedFields = { at: instant, items: count };

export const outcomes = ['approved', 'rejected', 'expired', 'withdrawn'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Decided {
  verdict: DecisionOnTask;
  at: Instant;
  reasonCode?: string;
  /** The key that alone said who decided. */
  restsOn?: string;
  /** Who decided in the place of the assignee. */
  by?: string;
  /** What they said beside their approval. */
  answer?: Answer;
}

type Opened = Omit<Opening, 'stage' | 'plan'> & {
  /** The opened stages of this round; the last one is decided now. */
  stages: readonly Stage[];
  /** Of the open stage. */
  plan: readonly PlannedStep[];
  reminded: number;
  operatorCalled?: true;
  /** At the last reminder: people from outside whom nobody has ever seen act. */
  unseen?: readonly string[];
  /** The people of the newest notice, where the provider of messages refused it to each of them. */
  unreached?: readonly string[];
  /** By task. */
  taken: Readonly<Record<string, true>>;
  /** How often each task was taken. */
  takings?: Readonly<Record<string, number>>;
  decided: Readonly<Record<string, Decided>>;
  /**
   * Those whose tasks were closed, by slot, counted from 1: the ids of their tasks are used, and they may come back.
   */
  former?: readonly { slot: number; assignee: string }[];
  /** V8: what was asked of the requester, in this order. While the last one is owed the clock stands still. */
  evidence?: readonly EvidenceRequest[];
  /** How many comments its people have written. */
  comments?: number;
  /** How often the requester has had the approvers reminded, and when last. */
  reminders?: { times: number; lastAt: Instant };
  /** How often a task was lent on, and how many people approvers have added. */
  reassigned?: number;
  /** Who handed their task on, by slot, counted from 1: they are asked again only where nobody else is left. */
  handedOn?: readonly { slot: number; assignee: string }[];
  added?: number;
  /** How often people were asked anew: after others had gone, by an escalation, in another stage or round. */
  renewals?: number;
  /** What the newest notice to its people is about. None: they are asked. */
  noticeOf?: 'reminder' | 'escalation';
  /** How often it has gone on by another version of its policy, or by another policy. */
  adoptions?: number;
  /** Of taken tasks: who took them in the place of their assignee. */
  takenBy?: Readonly<Record<string, string>>;
  /** Decisions of rounds before, which count no more. */
  voided?: readonly (Decided & { taskId: string; assignee: string })[];
} & Lent;
export type PendingApproval = Opened & { status: 'pending' };
export type EndedApproval = Opened & {
  status: Outcome;
  /** Older releases did not record it. */
  decidedBy?: DecidedBy;
  /** Of one that lapsed: the slots that nobody filled, by what they ask for. Older releases did not record them. */
  unfilled?: readonly string[];
  /** Of one that has no recorded end of its time. */
  endedAt?: Instant;
  retentionOver?: true;
  erased?: DataOf<typeof erasedFields>;
};
export type OpenedApproval = PendingApproval | EndedApproval;

/** pending → approved | rejected | expired | withdrawn. */
export type Approval = { status: 'none' } | OpenedApproval;

export const approvals = streamsOf<Approval>('approval');

export const isOpened = (approval: Approval): approval is OpenedApproval => approval.status !== 'none';
export const isPending = (approval: Approval): approval is PendingApproval => approval.status === 'pending';

export const isEnded = (approval: Approval): approval is EndedApproval => isOpened(approval) && !isPending(approval);

/** The instant by which its people should have decided: lists have the soonest first. */
export const decideBy = (approval: Pick<Opened, 'expiresAt' | 'plan' | 'evidence'>): Instant | undefined =>
  lapsesAt(approval) ?? approval.plan.find(({ act }) => act === 'call-operator')?.at;

export const openStage = ({ stages }: Pick<Opened, 'stages'>): Stage => stages[stages.length - 1]!;

export const timesTaken = ({ takings = {} }: Pick<Opened, 'takings'>, taskId: string): number => takings[taskId] ?? 0;

export const waitingTasks = (approval: Approval): Slot['tasks'] =>
  isPending(approval) ? openTasks(openStage(approval), approval.decided) : [];

/** The tasks that wait and are in the hands of delegates, each with the instant at which that is over. */
export const waitingLent = (approval: Approval): readonly { taskId: string; to: string; until?: Instant }[] =>
  waitingTasks(approval).flatMap(({ taskId }) => {
    const lent = isPending(approval) ? approval.lent?.[taskId] : undefined;
    return lent === undefined ? [] : [{ taskId, ...lent }];
  });

/** The slots that nobody is left for, by their place from 1, each with whom it waits for. */
export const vacancies = (approval: Approval): readonly { slot: number; waitsFor: readonly string[]; of: Slot }[] =>
  isPending(approval)
    ? openStage(approval).slots.flatMap((of, s) =>
        of.vacant && !isFilled(of, approval.decided) ? [{ slot: s + 1, waitsFor: of.vacant, of }] : [],
      )
    : [];

/** The people who still have something to decide, each once. */
export const waitingFor = (approval: Approval): readonly string[] => [...new Set(waitingTasks(approval).map(({ assignee }) => assignee))];

/** The people who have a task in it or have decided one, each once. */
export const assigneesOf = ({ stages, voided = [] }: Opened): readonly string[] => [
  ...new Set([...stages.flatMap(tasksOf), ...voided].map(({ assignee }) => assignee)),
];

/** By whom it is found: while it is pending also by those who may come, holders of a role and people who come back. */
export function foundByAsked(approval: OpenedApproval): readonly string[] {
  const assignees = assigneesOf(approval);
  const { sources, former = [] } = approval;
  if (!isPending(approval) || !sources) return assignees;
  const { slots } = openStage(approval);
  // Who loses a role gets it back by its stream; a member of a group stays in it while they are away.
  const away = former.flatMap(({ slot, assignee }) => (slots[slot - 1]?.selector.kind === 'group' ? [assignee] : []));
  const users = slots.flatMap(({ selector }) => (selector.kind === 'user' ? [selector.user] : []));
  return [...new Set([...assignees, ...sources.managers, ...Object.values(sources.roleStreams), ...away, ...users])];
}

export const isAssignee = (approval: Approval, person: string): boolean => isOpened(approval) && assigneesOf(approval).includes(person);

/**
 * The people who may see it: the requester, everybody who may have to decide, in whose hands they have a task, and
 * those who have decided in the place of others: what somebody has decided stays among what they have done.
 */
export const partiesOf = (approval: OpenedApproval): readonly string[] => [
  ...new Set([approval.requestedBy, ...assigneesOf(approval), ...delegatesOfTasks(approval), ...decidersForOthers(approval)]),
];

const decidersForOthers = ({ decided, voided = [] }: OpenedApproval): readonly string[] =>
  [...Object.values(decided), ...voided].flatMap(({ by }) => by ?? []);
