import { internal, refuse } from '../decider';
import { code, count, optional } from '../events';
import { accept, inTime, known, rule } from './conditions';
import { isReviewedForNumber } from './foreign-number';
import { beginReview, openReview } from './manual-review';
import { askingReviewers } from './parties';
import { awaitsReviewers, isEnded, isOpen, type OpenRegistration, type ReviewCause } from './registration';
import type { RegistrationPolicy } from './registration.policy';
import { unreadableFields } from './unreadable';

const checkOutcomes = ['confirmed', 'unconfirmed', 'unavailable', 'unreadable'] as const;
type CheckOutcome = Exclude<(typeof checkOutcomes)[number], 'unreadable'>;

export const identityRules = {
  /** By an operator, once there is a reviewer. */
  OpenReview: rule({
    origin: 'caller',
    right: 'openReview',
    given: inTime.when(awaitsReviewers, 'review-not-awaited'),
    needs: (_, state) => askingReviewers(state, state.profile?.reviewId),
    emits: ['ReviewOpened'],
    refuses: ['reviewers-missing'],
    decide: ({ state, facts, now }) => {
      const opened = openReview(state, state.profile?.reviewId, facts, now);
      return opened.length > 0 ? accept(...opened) : refuse('reviewers-missing');
    },
  }),
  /**
   * R5: what the registry says. After too many failures, for another person's document, for a foreign number (R16), or
   * where the registry cannot tell, a reviewer decides. A picture that nobody can read goes back to the applicant with its field, and is no
   * failure.
   */
  RecordIdentityCheck: rule({
    origin: 'effect',
    takes: { attempt: count, outcome: code(...checkOutcomes), field: optional(code(...unreadableFields)) },
    given: known,
    // All reviews read one role: a check that needs none must not wait for it.
    needs: ({ outcome }, state) => {
      const isAsked = isOpen(state) && (state.profile?.elsewhere || state.number?.foreign);
      const isFine = outcome === 'unreadable' || (outcome === 'confirmed' && !isAsked);
      const mayNeedReview = isOpen(state) && !isFine;
      return askingReviewers(state, mayNeedReview ? state.profile?.reviewId : undefined);
    },
    emits: ['IdentityChecked', 'DocumentUnreadable', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited'],
    decide: ({ state, command: { attempt, outcome, field }, facts, now, policy }) => {
      const isAwaited = state.profile?.attempt === attempt && state.checks < attempt;
      if (!isAwaited || (state.status !== 'verifying' && !isEnded(state))) return refuse(internal('check-not-awaited'));
      if (outcome === 'unreadable') return accept({ type: 'DocumentUnreadable', attempt, field: field ?? 'document' });
      const checked = { type: 'IdentityChecked', attempt, outcome } as const;
      // A draft that has lapsed only waits for its alarm: no reviewer is asked about it any more.
      if (isEnded(state) || now >= state.draftExpiresAt) return accept(checked);
      const cause = causeOfReview(state, outcome, policy);
      if (cause === undefined) return accept(checked);
      return accept(checked, ...beginReview({ state, facts, now, policy }, cause, state.profile?.reviewId));
    },
  }),
};

function causeOfReview(state: OpenRegistration, outcome: CheckOutcome, policy: RegistrationPolicy): ReviewCause | undefined {
  const { failures, profile, joins } = state;
  if (outcome === 'unavailable') return 'registry-unavailable';
  if (outcome === 'unconfirmed') return failures + 1 > policy.failuresBeforeReview ? 'identity-unconfirmed' : undefined;
  if (!profile?.elsewhere) return isReviewedForNumber(state, policy) ? 'foreign-number' : undefined;
  // X21, D7: the number may have come to another person. The reviewer decides whether a stranger gets into an account.
  return joins === undefined ? 'identity-elsewhere' : 'not-the-accounts-document';
}
