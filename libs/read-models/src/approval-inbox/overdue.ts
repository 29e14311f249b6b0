import { businessNow, type ClockMode } from '#event-store';

/** SQL that is true of a pending task whose people are late. */
export const isOverdue = (clock: ClockMode): string => `coalesce(overdue_at, due_at) <= ${businessNow(clock)}`;
