import { internal, refuse, type Instant } from '../decider';
import { count, id, list, optional } from '../events';
import { accept, inTime, rule, stillPending, ticking } from './conditions';
import { endedAt } from './kept-texts';
import { unfilledSlots } from './lapse';
import { waitingProcess } from './matters';
import { asOnePerson } from './people';
import { isCall, isReminder, nextStep } from './plan';
import type { PendingApproval } from './approval';

type Pending = PendingApproval;
const mayExpire = (approval: Pending): approval is Pending & { expiresAt: Instant } => approval.expiresAt !== undefined;
const maySendForOperator = (approval: Pending) => nextStep(approval, isCall) !== undefined;

/** P3: it expires at its recorded instant, not earlier; R16: a review never does. */
const timeIsOver = ticking.in(mayExpire, internal('expiry-not-planned')).from(({ expiresAt }) => expiresAt);

/** How an approval ends other than by the last decision, and the reminders before. */
export const endingRules = {
  /** The requester withdraws it, and nobody else does. */
  WithdrawApproval: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: { actor: id, aliases: optional(list(id)) },
    given: inTime,
    needs: (_, { matter }) => ({ matter: waitingProcess(matter) }),
    emits: ['ApprovalWithdrawn'],
    refuses: ['not-the-requester'],
    tries: (_, actor) => [{ actor }],
    decide: ({ state, command, now }) =>
      asOnePerson(state, command).requestedBy === command.actor
        ? accept({ type: 'ApprovalWithdrawn', decidedBy: { kind: 'user', id: command.actor }, ...endedAt(state, now) })
        : refuse('not-the-requester'),
  }),
  /** The process that waited has ended. */
  CloseApproval: rule({
    origin: 'reaction',
    given: stillPending,
    emits: ['ApprovalClosed'],
    decide: ({ state, now }) => accept({ type: 'ApprovalClosed', decidedBy: { kind: 'rule', id: 'matter-over' }, ...endedAt(state, now) }),
  }),
  /** Our choice: each planned reminder once, in order, not before its instant. */
  RemindApprovers: rule({
    origin: 'clock',
    takes: { n: count },
    given: ticking,
    emits: ['ApproversReminded'],
    decide: ({ state, command: { n }, now }) => {
      const dueAt = n === state.reminded + 1 ? nextStep(state, isReminder)?.at : undefined;
      if (dueAt === undefined) return refuse(internal('reminder-not-planned'));
      return now >= dueAt ? accept({ type: 'ApproversReminded', n }) : refuse(internal('not-due'), { availableAt: dueAt });
    },
  }),
  /** R16, our choice: its people are silent; it stays pending, and an operator has a task until it ends. */
  CallOperator: rule({
    origin: 'clock',
    given: ticking.when(maySendForOperator, internal('call-not-planned')).from((approval) => nextStep(approval, isCall)!.at),
    emits: ['OperatorCalled'],
    decide: () => accept({ type: 'OperatorCalled' }),
  }),
  /** It was not decided in time. */
  ExpireApproval: rule({
    origin: 'clock',
    given: timeIsOver,
    needs: (_, { matter }) => ({ matter: waitingProcess(matter) }),
    emits: ['ApprovalExpired'],
    decide: ({ state }) =>
      accept({ type: 'ApprovalExpired', unfilled: unfilledSlots(state), decidedBy: { kind: 'timer', id: 'ExpireApproval' } }),
  }),
};
