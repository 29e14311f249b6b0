import { internal, refuse } from '../decider';
import { code, count } from '../events';
import { accept, inTime, known, rule } from './conditions';
import { beginReview, openReview } from './manual-review';
import { askingReviewers } from './parties';
import { awaitsReviewers, isEnded, isOpen, reviewIdOf, type OpenRegistration, type ReviewCause } from './registration';
import type { RegistrationPolicy } from './registration.policy';

const checkOutcomes = ['confirmed', 'unconfirmed', 'unavailable'] as const;
type CheckOutcome = (typeof checkOutcomes)[number];

export const identityRules = {
  /** By an operator, once there is a reviewer. */
  OpenReview: rule({
    origin: 'caller',
    right: 'openReview',
    given: inTime.when(awaitsReviewers, 'review-not-awaited'),
    needs: (_, state) => askingReviewers(state, reviewIdOf(state)),
    emits: ['ReviewOpened'],
    refuses: ['reviewers-missing'],
    decide: ({ state, facts, now }) => {
      const opened = openReview(state, reviewIdOf(state), facts, now);
      return opened.length > 0 ? accept(...opened) : refuse('reviewers-missing');
    },
  }),
  /**
   * R5: what the registry says. After too many failures, for another person's document, or where the registry cannot
   * tell, a reviewer decides.
   */
  RecordIdentityCheck: rule({
    origin: 'effect',
    takes: { attempt: count, outcome: code(...checkOutcomes) },
    given: known,
    // All reviews read one role: a check that needs none must not wait for it.
    needs: ({ outcome }, state) => {
      const mayNeedReview = isOpen(state) && (outcome !== 'confirmed' || state.profile?.elsewhere);
      return askingReviewers(state, mayNeedReview ? state.profile?.reviewId : undefined);
    },
    emits: ['IdentityChecked', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited'],
    decide: ({ state, command: { attempt, outcome }, facts, now, policy }) => {
      const isAwaited = state.profile?.attempt === attempt && state.checks < attempt;
      if (!isAwaited || (state.status !== 'verifying' && !isEnded(state))) return refuse(internal('check-not-awaited'));
      const checked = { type: 'IdentityChecked', attempt, outcome } as const;
      // A draft that has lapsed only waits for its alarm: no reviewer is asked about it any more.
      if (isEnded(state) || now >= state.draftExpiresAt) return accept(checked);
      const cause = causeOfReview(state, outcome, policy);
      if (cause === undefined) return accept(checked);
      return accept(checked, ...beginReview({ state, facts, now, policy }, cause, state.profile?.reviewId));
    },
  }),
};

function causeOfReview(
  { failures, profile, joins }: OpenRegistration,
  outcome: CheckOutcome,
  { failuresBeforeReview }: RegistrationPolicy,
): ReviewCause | undefined {
  if (outcome === 'unavailable') return 'registry-unavailable';
  if (outcome === 'unconfirmed') return failures + 1 > failuresBeforeReview ? 'identity-unconfirmed' : undefined;
  if (!profile?.elsewhere) return undefined;
  // X21, D7: the number may have come to another person. The reviewer decides whether a stranger gets into an account.
  return joins === undefined ? 'identity-elsewhere' : 'not-the-accounts-document';
}
