import { code, count, defined, flag, oneOf, optional, type DataOf } from '../events';
import { verificationProfilePolicy as policy } from './verification-profile.policy';

const profileNames = ['standard', 'strict'] as const;
const foreignNumberReviews = ['required', 'exempt'] as const;

/** What a company has said: a profile, and what it asks on top or leaves out of it. */
export const profileFields = {
  profile: code(...profileNames),
  /** A live face: for registrations that lead there, and for further ways to reach people. */
  faceRequired: optional(flag),
  /** The level that a person needs before they get a role of administration; 0: none. */
  adminLevel: optional(oneOf(0, 1, 2, 3)),
  /** X29: after so many days a live face is shown again. */
  faceReviewDays: optional(count),
  /** X28: whether a person looks at applicants who have a foreign number. */
  foreignNumberReview: optional(code(...foreignNumberReviews)),
  /** R8, X14: whether the number of an applicant must be used with one of the outside messengers at most. */
  oneMessenger: optional(flag),
};
export type ChosenProfile = DataOf<typeof profileFields>;

/** What a company asks its people to prove. */
export interface VerificationProfile {
  profile: (typeof profileNames)[number];
  faceRequired: boolean;
  adminLevel: 0 | 1 | 2 | 3;
  faceReviewDays?: number;
  foreignNumberReview: (typeof foreignNumberReviews)[number];
  /** Off by default. */
  oneMessenger?: boolean;
}

/** Also of a company that has chosen none. */
export function profileOf(chosen: ChosenProfile = { profile: 'standard' }): VerificationProfile {
  return { ...policy[chosen.profile], ...defined(chosen) };
}

/** X29: how often a company may ask for a new face. */
export const reviewPeriod = { atLeast: policy.faceReviewDaysMin, limit: policy.faceReviewDaysMax };

export const isReviewPeriod = (days: number | undefined): boolean =>
  days === undefined || (days >= policy.faceReviewDaysMin && days <= policy.faceReviewDaysMax);

export const isSameProfile = (a: ChosenProfile | undefined, b: ChosenProfile): boolean =>
  a !== undefined && Object.keys(profileFields).every((name) => a[name as keyof ChosenProfile] === b[name as keyof ChosenProfile]);

/** X25: of several companies, in each point the one that asks for most. */
export function strictestOf(profiles: readonly VerificationProfile[]): VerificationProfile {
  return profiles.reduce((one, other) => {
    const days = [one.faceReviewDays, other.faceReviewDays].filter((each) => each !== undefined);
    return {
      profile: one.profile === 'strict' ? 'strict' : other.profile,
      faceRequired: one.faceRequired || other.faceRequired,
      adminLevel: one.adminLevel > other.adminLevel ? one.adminLevel : other.adminLevel,
      foreignNumberReview: one.foreignNumberReview === 'required' ? 'required' : other.foreignNumberReview,
      ...(days.length > 0 && { faceReviewDays: Math.min(...days) }),
    };
  }, profileOf(undefined));
}
