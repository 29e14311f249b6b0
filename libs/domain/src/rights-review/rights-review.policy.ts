import { day, type Instant } from '../decider';

/**
 * A company looks through the rights of its people and keys. S2 asks for it from time to time; the numbers are ours.
 */
export const rightsReviewPolicy = {
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** G13, our choice: a review lasts 30 days; what nobody has decided by then is reported, and stays as it is. */
  reviewDays: 30,
  /** G13, our choice: its super admins are reminded 7 days and 1 day before the end. */
  remindDaysBefore: [7, 1],
} as const;
export type RightsReviewPolicy = typeof rightsReviewPolicy;

export const rightsReviewPolicies = { 1: rightsReviewPolicy } as const;

/** G13, our choice: so many approvals are opened by one effect, well within its lease. */
export const rightsAPage = 50;

export const reviewEnd = (openedAt: Instant, { reviewDays }: RightsReviewPolicy): Instant => openedAt + reviewDays * day;

export const reviewReminders = (endsAt: Instant, { remindDaysBefore }: RightsReviewPolicy): readonly Instant[] =>
  remindDaysBefore.map((days) => endsAt - days * day);
