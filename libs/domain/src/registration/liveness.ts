import type { Instant } from '../decider';

/** What became of the recordings of an applicant's face. */
export interface Liveness {
  /** Recordings that were sent, those that were answered, and those of them that did not show the applicant alive. */
  attempt: number;
  checks: number;
  failures: number;
  /** Each recording serves once. */
  recordingIds: readonly string[];
  outcome?: 'passed' | 'reviewed';
  /** Its answer is newer than that of the registry. */
  isLast?: true;
  /** The last recording could not be used: it says nothing of the person. */
  unusable?: true;
  /** From then on the applicant may have a person look, although the check has not answered. */
  reviewFrom?: Instant;
}

interface Shown {
  liveness?: Liveness;
}

/** Why a reviewer looks in the place of the face check. */
export const livenessCauses = ['liveness-failed', 'face-check-unavailable', 'review-asked'] as const;
export type LivenessCause = (typeof livenessCauses)[number];

/** R18: a reviewer looks, or is to look, in the place of the face check. */
export const reviewsLiveness = ({ reviewCause }: { reviewCause?: string }): boolean =>
  livenessCauses.some((cause) => cause === reviewCause);

/** A recording whose check has not answered yet. */
export const awaitsLiveness = ({ liveness }: Shown): boolean => liveness !== undefined && liveness.checks < liveness.attempt;

/** From when on a person may look in the place of a check that does not answer; undefined where none is awaited. */
export const reviewFrom = ({ liveness }: Shown): Instant | undefined =>
  awaitsLiveness({ ...(liveness && { liveness }) }) ? liveness?.reviewFrom : undefined;

/** The face of the applicant has been seen, or a person has looked in its place. */
export const isFaceSettled = ({ liveness }: Shown): boolean => liveness?.outcome !== undefined;
