import { day, type Instant } from '../decider';

/** R17: two accounts turn out to be one person’s, and one of them goes on. */
export const mergingPolicy = {
  /** Our choice: what the closed account has sealed is kept for 30 days, for questions, and then erased. */
  keptDays: 30,
  /** D6, our choice: a number that no account has any more cools down as after a purge. */
  phoneCooldownDays: 31,
} as const;

export const mergedErasure = (mergedAt: Instant): Instant => mergedAt + mergingPolicy.keptDays * day;
export const formerPhoneFree = (mergedAt: Instant): Instant => mergedAt + mergingPolicy.phoneCooldownDays * day;
