import { code, count, defined, eventsOf, id, instant, optional, truth, type DataOf } from '../events';
import type { Liveness } from './liveness';
import { isKnown, isOpen, type KnownRegistration, type OpenRegistration, type Registration } from './registration';

const { from } = eventsOf<Registration>();
const whenKnown = from(isKnown);
const whenOpen = from(isOpen);

/** `recordingId` stands for the reference to the recording, which the vault has. */
const recording = { attempt: count, recordingId: id, reviewId: id, reviewFrom: optional(instant) };
/** `unusable`: the provider can do nothing with this recording, which says nothing of the person. */
const check = { attempt: count, outcome: code('confirmed', 'unconfirmed', 'unavailable'), unusable: optional(truth(true)) };

const none: Liveness = { attempt: 0, checks: 0, failures: 0, recordingIds: [] };

/** R18: the face of the applicant, seen by a provider or by a person in its place. */
export const livenessEvents = {
  LivenessGiven: whenOpen(recording, ({ liveness = none, ...state }, { attempt, recordingId, reviewId, reviewFrom }) => ({
    ...withReviewId(state, reviewId),
    status: 'verifying',
    liveness: { ...withoutLast(liveness), attempt, recordingIds: [...liveness.recordingIds, recordingId], ...defined({ reviewFrom }) },
  })),
  LivenessChecked: whenKnown(check, withCheck),
  /** The applicant would rather have a person look than a camera: nobody waits for a check of it any more. */
  ReviewAsked: whenOpen({ reviewId: id }, ({ liveness = none, ...state }, { reviewId }) => ({
    ...withReviewId(state, reviewId),
    liveness: { ...liveness, checks: liveness.attempt },
  })),
  LivenessReviewed: whenOpen({ draftExpiresAt: instant }, withReview),
};

/** The review that would be next: an earlier one may have been held already. */
const withReviewId = (state: OpenRegistration, reviewId: string): OpenRegistration =>
  state.profile ? { ...state, profile: { ...state.profile, reviewId } } : state;

const withoutLast = ({ unusable: _before, reviewFrom: _past, ...liveness }: Liveness): Liveness => liveness;

/** A check that answers too late is kept, and changes nothing else. */
function withCheck(state: KnownRegistration, { attempt, outcome, unusable }: DataOf<typeof check>): Registration {
  const counted: Liveness = { ...(state.liveness ?? none), checks: attempt };
  if (state.status !== 'verifying') return { ...state, liveness: counted };
  const failures = counted.failures + (outcome === 'unconfirmed' ? 1 : 0);
  const passed = outcome === 'confirmed' && { outcome: 'passed' as const };
  return { ...state, status: 'draft', liveness: { ...counted, failures, isLast: true, ...passed, ...defined({ unusable }) } };
}

function withReview(state: OpenRegistration, { draftExpiresAt }: { draftExpiresAt: number }): Registration {
  const { approvalId: _decided, approvalExpiresAt: _over, evidence: _owed, liveness = none, ...rest } = state;
  return { ...rest, status: 'draft', draftExpiresAt, liveness: { ...liveness, outcome: 'reviewed' } };
}
