import { internal, refuse } from '../decider';
import { code, count, defined, flag, id } from '../events';
import { isUsed, recordings, used } from '../risk/recordings';
import { accept, inOrder, known, rule, unlessLong } from './conditions';
import { isFaceSettled, type LivenessCause } from './liveness';
import { beginReview } from './manual-review';
import { askingReviewers } from './parties';
import { isEnded, isOpen, type OpenRegistration, type Registration } from './registration';
import { faceReviewFrom, type RegistrationPolicy } from './registration.policy';
import { hasStep } from './steps';

/**
 * `unusable`: the provider can do nothing with this recording: another process has it, it is too old, or it shows
 * nothing.
 */
const outcomes = ['confirmed', 'unconfirmed', 'unusable', 'unavailable'] as const;
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
    needs: ({ recordingId }) => ({ before: recordings(recordingId) }),
    atMost: { times: ({ recordings }) => recordings, soFar: ({ liveness }) => liveness?.attempt ?? 0 },
    emits: ['LivenessGiven'],
    refuses: ['factor-not-available', 'recording-used'],
    decide: ({ state, command: { recordingId, reviewId, onPhone }, facts: { before }, now, policy }) => {
      const { proofs, liveness, registrationId } = state;
      if (!onPhone && !proofs?.faceReader) return refuse('factor-not-available', { unmet: ['face'] });
      if (liveness?.recordingIds.includes(recordingId)) return refuse('recording-used');
      if (policy.recordingsServeOnce && isUsed(before)) return refuse('recording-used');
      const given = { attempt: (liveness?.attempt ?? 0) + 1, recordingId, reviewId };
      return {
        ...accept({ type: 'LivenessGiven' as const, ...given, ...defined({ reviewFrom: faceReviewFrom(now, policy) }) }),
        tallies: isUsed(before) ? [] : [used(recordingId, registrationId)],
      };
    },
  }),
  /**
   * R18: nobody is stopped by a camera. A reviewer looks at the applicant instead, whether or not a check has failed,
   * and also where it does not answer for long.
   */
  AskForReview: rule({
    origin: 'caller',
    right: 'changeRegistration',
    takes: { reviewId: id },
    given: inOrder('liveness', unlessLong).when((state) => !isFaceSettled(state), 'liveness-settled'),
    appliesTo,
    needs: ({ reviewId }, state) => askingReviewers(state, reviewId),
    emits: ['ReviewAsked', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited', 'ReviewNeeded'],
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
    emits: ['LivenessChecked', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited', 'ReviewNeeded'],
    decide: ({ state, command: { attempt, outcome }, facts, now, policy }) => {
      const { liveness } = state;
      const isAwaited = liveness?.attempt === attempt && liveness.checks < attempt;
      if (!isAwaited || (state.status !== 'verifying' && !isEnded(state))) return refuse(internal('check-not-awaited'));
      const isUnusable = outcome === 'unusable' && policy.recordingsServeOnce === true;
      const told = outcome === 'unusable' ? unusableTo(policy) : outcome;
      const checked = { type: 'LivenessChecked' as const, attempt, outcome: told, ...(isUnusable && { unusable: true as const }) };
      // A draft that has lapsed only waits for its alarm: no reviewer is asked about it any more.
      if (isEnded(state) || now >= state.draftExpiresAt) return accept(checked);
      const cause = causeOfReview(state, told, policy);
      if (cause === undefined) return accept(checked);
      return accept(...beginReview({ state, facts, now, policy }, cause, state.profile?.reviewId, { answer: checked }));
    },
  }),
};

/** By an earlier policy a provider that could not use a recording was one that cannot tell. */
const unusableTo = ({ recordingsServeOnce }: RegistrationPolicy) => (recordingsServeOnce ? 'unconfirmed' : 'unavailable');

function causeOfReview(
  { liveness }: OpenRegistration,
  outcome: 'confirmed' | 'unconfirmed' | 'unavailable',
  { livenessFailuresBeforeReview = 0 }: RegistrationPolicy,
): LivenessCause | undefined {
  if (outcome === 'unavailable') return 'face-check-unavailable';
  const isSpent = outcome === 'unconfirmed' && (liveness?.failures ?? 0) + 1 > livenessFailuresBeforeReview;
  return isSpent ? 'liveness-failed' : undefined;
}
