import { internal, lookAgain, refuse } from '../decider';
import { code, count, defined, optional } from '../events';
import { claim } from '../needs';
import { accept, inTime, known, rule } from './conditions';
import { foundDocument, isClaimedByProof, isOvertaken, standingOf, toClaim } from './document-claim';
import { isReviewedForNumber } from './foreign-number';
import { beginReview, openReview } from './manual-review';
import { askingReviewers } from './parties';
import { awaitsReviewers, isEnded, isOpen, type KnownRegistration, type OpenRegistration, type ReviewCause } from './registration';
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
    emits: ['ReviewOpened', 'ReviewerFound'],
    refuses: ['reviewers-missing'],
    decide: ({ state, facts, now }) => {
      const opened = openReview(state, state.profile?.reviewId, facts, now);
      return opened.length > 0 ? accept(...opened) : refuse('reviewers-missing');
    },
  }),
  /**
   * R5, R17: what the registry says. Confirmed, the document is this registration's from here on, unless somebody has
   * it already. After too many failures, for another person's document, for a foreign number (R16), or where the
   * registry cannot tell, a reviewer decides. A picture that nobody can read goes back to the applicant with its field,
   * and is no failure.
   */
  RecordIdentityCheck: rule({
    origin: 'effect',
    takes: {
      attempt: count,
      outcome: code(...checkOutcomes),
      field: optional(code(...unreadableFields)),
      document: optional(foundDocument),
    },
    given: known,
    needs: ({ document, attempt }, state) => ({
      identity: document && isClaimedByProof(state) && isAwaited(state, attempt) ? claim('identity', document.key) : undefined,
    }),
    // All reviews read one role: a check that needs none must not wait for it.
    then: ({ identity }, state, { outcome, document }) => {
      const isAsked = isOpen(state) && (standingOf(state, document, identity).elsewhere || state.number?.foreign);
      const isFine = outcome === 'unreadable' || (outcome === 'confirmed' && !isAsked);
      const mayNeedReview = isOpen(state) && state.profile !== undefined && !isFine;
      return askingReviewers(state, mayNeedReview ? state.profile?.reviewId : undefined);
    },
    emits: ['IdentityChecked', 'DocumentUnreadable', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited', 'ReviewNeeded'],
    decide: ({ state, command: { attempt, outcome, field, document }, facts, now, policy }) => {
      if (!isAwaited(state, attempt) || (state.status !== 'verifying' && !isEnded(state))) return refuse(internal('check-not-awaited'));
      if (outcome === 'unreadable') return accept({ type: 'DocumentUnreadable', attempt, field: field ?? 'document' });
      const checked = { type: 'IdentityChecked', attempt, outcome } as const;
      // A draft that has lapsed only waits for its alarm: no reviewer is asked about it any more.
      if (isEnded(state) || now >= state.draftExpiresAt) return accept(checked);
      if (isOvertaken(state, document, facts.identity)) return refuse(lookAgain);
      const found = standingOf(state, document, facts.identity);
      const cause = causeOfReview(state, outcome, found.elsewhere, policy);
      if (cause !== undefined)
        return accept(
          ...beginReview({ state, facts, now, policy }, cause, state.profile?.reviewId, {
            answer: checked,
            document: found,
          }),
        );
      const claimed = outcome === 'confirmed' ? toClaim(state, document, facts.identity) : undefined;
      return { events: [{ ...checked, ...defined({ identityId: claimed?.identifierId }) }], claims: claimed ? [claimed] : [] };
    },
  }),
};

const isAwaited = (state: KnownRegistration, attempt: number) => state.profile?.attempt === attempt && state.checks < attempt;

function causeOfReview(
  state: OpenRegistration,
  outcome: CheckOutcome,
  elsewhere: boolean,
  policy: RegistrationPolicy,
): ReviewCause | undefined {
  const { failures, joins } = state;
  if (outcome === 'unavailable') return 'registry-unavailable';
  if (outcome === 'unconfirmed') return failures + 1 > policy.failuresBeforeReview ? 'identity-unconfirmed' : undefined;
  if (!elsewhere) return isReviewedForNumber(state, policy) ? 'foreign-number' : undefined;
  // X21, D7: the number may have come to another person. The reviewer decides whether a stranger gets into an account.
  return joins === undefined ? 'identity-elsewhere' : 'not-the-accounts-document';
}
