import { internal, refuse } from '../decider';
import { accounts } from '../account/account';
import { code, count, defined, instant, optional } from '../events';
import { accept, inTime, known, rule } from './conditions';
import { pass } from './passing';
import { askingReviewers, beginReview } from './reviewing';
import { checkOutcomes, type CaseReviewCause, type CheckOutcome, type OpenCase } from './verification';
import { caseExpiry, methodOf, type VerificationPolicy } from './verification.policy';

export const attemptRules = {
  /** V1, V4, R18: one try to prove it. What was given is sealed, and a provider is asked about it. */
  MakeAttempt: rule({
    origin: 'caller',
    right: 'changeVerification',
    /** `takes`: what came with it. `document`: the kind of the document that it names, and until when that counts. */
    takes: { takes: code('bank-card', 'document', 'liveness'), document: optional(code()), documentEndsAt: optional(instant) },
    given: inTime.when(({ status }) => status === 'open', 'case-under-way'),
    atMost: { times: ({ attempts }) => attempts, soFar: ({ attempts }) => attempts },
    emits: ['AttemptMade'],
    refuses: ['attempt-of-another-method'],
    decide: ({ state, command: { takes, document, documentEndsAt }, policy }) => {
      const method = methodOf(state.method, policy);
      const isOfMethod = method?.takes === takes && (takes !== 'document' || method.documents?.includes(document ?? ''));
      if (!isOfMethod) return refuse('attempt-of-another-method', { unmet: [method?.takes ?? state.method] });
      return accept({ type: 'AttemptMade', attempt: state.attempts + 1, ...defined({ documentEndsAt }) });
    },
  }),
  /**
   * R18, V1: what the provider says. After too many failures, or where it cannot tell, a person decides. A check that
   * nobody waits for any more is only recorded.
   */
  RecordCheck: rule({
    origin: 'effect',
    takes: { attempt: count, outcome: code(...checkOutcomes), field: optional(code()) },
    given: known.when(({ attempts, checks }) => checks < attempts, internal('check-not-awaited')),
    needs: ({ outcome }, state) => ({
      ...(state.status === 'challenged' && outcome !== 'confirmed' && outcome !== 'unreadable' && askingReviewers(state)),
      account: accounts.move(state.status === 'challenged' && outcome === 'confirmed' ? state.accountId : undefined),
    }),
    emits: ['AttemptChecked', 'VerificationPassed', 'VerificationWithdrawn', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited'],
    decide: ({ state, command: check, facts, now, policy }) => {
      if (check.attempt !== state.attempts) return refuse(internal('check-not-awaited'));
      const checked = { ...check, expiresAt: caseExpiry(now, policy), type: 'AttemptChecked' } as const;
      if (state.status !== 'challenged') return accept(checked);
      if (check.outcome === 'confirmed') {
        const { events, claims } = pass({ state, account: facts.account, now, policy }, 'provider');
        return { events: [checked, ...events], claims };
      }
      const cause = causeOfReview(state, check.outcome, policy);
      return cause === undefined ? accept(checked) : accept(checked, ...beginReview(state, cause, facts));
    },
  }),
};

function causeOfReview(
  { failures }: OpenCase,
  outcome: CheckOutcome,
  { failuresBeforeReview }: VerificationPolicy,
): CaseReviewCause | undefined {
  if (outcome === 'unavailable') return 'provider-unavailable';
  return outcome === 'unconfirmed' && failures + 1 > failuresBeforeReview ? 'failed-too-often' : undefined;
}
