import { hour, refuse, type Instant } from '../decider';
import { id, list, optional } from '../events';
import { accept, inTime, rule } from './conditions';
import { isRunning } from './evidence';
import { reminderPolicy } from './evidence.policy';
import { asOnePerson } from './people';
import type { PendingApproval } from './approval';

/** When the requester may have the approvers reminded again; at any time before the first. */
const nextReminderAt = ({ reminders }: PendingApproval): Instant =>
  reminders === undefined ? 0 : reminders.lastAt + reminderPolicy.apartHours * hour;

export const remindingRules = {
  /** The people who are still missing get one more message. */
  RequestReminder: rule({
    origin: 'caller',
    right: 'pursueApproval',
    takes: { actor: id, aliases: optional(list(id)) },
    given: inTime.when(isRunning, 'awaiting-evidence').when(
      (approval, { now }) => now >= nextReminderAt(approval),
      'reminded-lately',
      (approval) => ({ availableAt: nextReminderAt(approval) }),
    ),
    atMost: { times: () => reminderPolicy.perApproval, soFar: ({ reminders }) => reminders?.times ?? 0 },
    emits: ['ReminderRequested'],
    refuses: ['not-the-requester'],
    tries: (_, actor) => [{ actor }],
    decide: ({ state, command, now }) =>
      asOnePerson(state, command).requestedBy === command.actor
        ? accept({ type: 'ReminderRequested', at: now })
        : refuse('not-the-requester'),
  }),
};
