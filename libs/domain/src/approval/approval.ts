import { code, count, flag, group, id, instant, list, optional, type DataOf } from '../events';
import type { Instant } from '../decider';
import { streamsOf } from '../needs';
import { matterTypes } from './matters';
import { askedOfOperators } from './second-operator';
import { stage, type DecisionOnTask, type Slot, type Stage } from './stage';
import { isFilled, openTasks, tasksOf } from './tally';

/** What the opening records. */
export const openingFields = {
  matter: group({ type: code(...matterTypes), id }),
  /** None: the matter belongs to the platform. */
  companyId: optional(id),
  /** The department of the company that the matter lies in. */
  departmentId: optional(id),
  policyId: code(),
  policyVersion: count,
  requestedBy: id,
  subjectId: id,
  round: count,
  stage,
  remindAts: list(instant),
  /** None: no operator is called. */
  callsOperatorAt: optional(instant),
  /** None: it never lapses by itself. */
  expiresAt: optional(instant),
  /** The calendar by which working days were counted. None: no step counts them. */
  workingDays: optional(group({ calendarId: code(), version: code(), provisional: flag })),
  ...askedOfOperators,
};
export type Opening = DataOf<typeof openingFields>;

/** What an erasure records. */
export const erasedFields = { at: instant, items: count };

export const outcomes = ['approved', 'rejected', 'expired', 'withdrawn'] as const;
export type Outcome = (typeof outcomes)[number];

interface Decided {
  verdict: DecisionOnTask;
  at: Instant;
  reasonCode?: string;
  /** The key that alone said who decided. */
  restsOn?: string;
}

type Opened = Omit<Opening, 'stage'> & {
  /** The opened stages of this round; the last one is decided now. */
  stages: readonly Stage[];
  reminded: number;
  operatorCalled?: true;
  /** At the last reminder: people from outside whom nobody has ever seen act. */
  unseen?: readonly string[];
  /** By task. */
  taken: Readonly<Record<string, true>>;
  /** How often each task was taken. */
  takings?: Readonly<Record<string, number>>;
  decided: Readonly<Record<string, Decided>>;
  /**
   * Those whose tasks were closed, by slot, counted from 1: the ids of their tasks are used, and they may come back.
   */
  former?: readonly { slot: number; assignee: string }[];
  /** How often people were asked anew after others had gone. */
  renewals?: number;
};
export type PendingApproval = Opened & { status: 'pending' };
export type EndedApproval = Opened & {
  status: Outcome;
  /** Of one that lapsed: the slots that nobody filled, by what they ask for. Older releases did not record them. */
  unfilled?: readonly string[];
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
export const decideBy = ({ expiresAt, callsOperatorAt }: Pick<Opened, 'expiresAt' | 'callsOperatorAt'>) => expiresAt ?? callsOperatorAt;

export const openStage = ({ stages }: Pick<Opened, 'stages'>): Stage => stages[stages.length - 1]!;

export const timesTaken = ({ takings = {} }: Pick<Opened, 'takings'>, taskId: string): number => takings[taskId] ?? 0;

export const waitingTasks = (approval: Approval): Slot['tasks'] =>
  isPending(approval) ? openTasks(openStage(approval), approval.decided) : [];

/** The slots that nobody is left for, by their place from 1, each with whom it waits for. */
export const vacancies = (approval: Approval): readonly { slot: number; waitsFor: readonly string[]; of: Slot }[] =>
  isPending(approval)
    ? openStage(approval).slots.flatMap((of, s) =>
        of.vacant && !isFilled(of, approval.decided) ? [{ slot: s + 1, waitsFor: of.vacant, of }] : [],
      )
    : [];

/** The people who still have something to decide, each once. */
export const waitingFor = (approval: Approval): readonly string[] => [...new Set(waitingTasks(approval).map(({ assignee }) => assignee))];

/** The people who have or had a task in it, each once. */
export const assigneesOf = ({ stages }: Opened): readonly string[] => [...new Set(stages.flatMap(tasksOf).map(({ assignee }) => assignee))];

export const isAssignee = (approval: Approval, person: string): boolean => isOpened(approval) && assigneesOf(approval).includes(person);

/** The people who may see it: the requester, and everybody who may have to decide. */
export const partiesOf = (approval: OpenedApproval): readonly string[] => [...new Set([approval.requestedBy, ...assigneesOf(approval)])];
