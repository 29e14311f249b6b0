import { internal, refuse } from '../decider';
import { code, count, flag, id } from '../events';
import { accept, inOrder, known, rule } from './conditions';
import { isFaceSettled, type LivenessCause } from './liveness';
import { beginReview } from './manual-review';
import { askingReviewers } from './parties';
import { isEnded, isOpen, type OpenRegistration, type Registration } from './registration';
import type { RegistrationPolicy } from './registration.policy';
import { hasStep } from './steps';

const outcomes = ['confirmed', 'unconfirmed', 'unavailable'] as const;
const unsettled = inOrder('liveness').when((state) => !isFaceSettled(state), 'liveness-settled');
const appliesTo = (state: Registration) => state.status === 'none' || hasStep(state, 'liveness');

export const livenessRules = {
  /**
   * R18: a recording of the applicant's face, by reference, to be checked. `onPhone`: it was made on a phone, whatever
   * the registration began on (R14).
   */
  GiveLiveness: rule({
    origin: 'caller',
    right: 'changeRegistration',
    takes: { recordingId: id, reviewId: id, onPhone: flag },
    given: unsettled,
    appliesTo,
    atMost: { times: ({ recordings }) => recordings, soFar: ({ liveness }) => liveness?.attempt ?? 0 },
    emits: ['LivenessGiven'],
    refuses: ['factor-not-available', 'recording-used'],
    decide: ({ state: { proofs, liveness }, command: { recordingId, reviewId, onPhone } }) => {
      if (!onPhone && !proofs?.faceReader) return refuse('factor-not-available', { unmet: ['face'] });
      if (liveness?.recordingIds.includes(recordingId)) return refuse('recording-used');
      return accept({ type: 'LivenessGiven', attempt: (liveness?.attempt ?? 0) + 1, recordingId, reviewId });
    },
  }),
  /**
   * R18: nobody is stopped by a camera. A reviewer looks at the applicant instead, whether or not a check has failed.
   */
  AskForReview: rule({
    origin: 'caller',
    right: 'changeRegistration',
    takes: { reviewId: id },
    given: unsettled,
    appliesTo,
    needs: ({ reviewId }, state) => askingReviewers(state, reviewId),
    emits: ['ReviewAsked', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited'],
    decide: (of) => {
      const { reviewId } = of.command;
      return accept({ type: 'ReviewAsked', reviewId }, ...beginReview(of, 'review-asked', reviewId));
    },
  }),
  /** R18: what the face check says. After too many failures, or where it cannot tell, a reviewer decides. */
  RecordLivenessCheck: rule({
    origin: 'effect',
    takes: { attempt: count, outcome: code(...outcomes) },
    given: known,
    needs: ({ outcome }, state) => askingReviewers(state, isOpen(state) && outcome !== 'confirmed' ? state.profile?.reviewId : undefined),
    emits: ['LivenessChecked', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited'],
    decide: ({ state, command: { attempt, outcome }, facts, now, policy }) => {
      const { liveness } = state;
      const isAwaited = liveness?.attempt === attempt && liveness.checks < attempt;
      if (!isAwaited || (state.status !== 'verifying' && !isEnded(state))) return refuse(internal('check-not-awaited'));
      const checked = { type: 'LivenessChecked', attempt, outcome } as const;
      // A draft that has lapsed only waits for its alarm: no reviewer is asked about it any more.
      if (isEnded(state) || now >= state.draftExpiresAt) return accept(checked);
      const cause = causeOfReview(state, outcome, policy);
      if (cause === undefined) return accept(checked);
      return accept(checked, ...beginReview({ state, facts, now, policy }, cause, state.profile?.reviewId));
    },
  }),
};

function causeOfReview(
  { liveness }: OpenRegistration,
  outcome: (typeof outcomes)[number],
  { livenessFailuresBeforeReview = 0 }: RegistrationPolicy,
): LivenessCause | undefined {
  if (outcome === 'unavailable') return 'face-check-unavailable';
  const isSpent = outcome === 'unconfirmed' && (liveness?.failures ?? 0) + 1 > livenessFailuresBeforeReview;
  return isSpent ? 'liveness-failed' : undefined;
}
