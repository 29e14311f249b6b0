import { internal, refuse } from '../decider';
import { accounts, noAccount } from '../account/account';
import { code, count, defined, group, id, instant, key, optional } from '../events';
import { isUsed, recordings, used } from '../risk/recordings';
import { accept, inTime, known, rule } from './conditions';
import { holderAsked, nameDocument, namedBy, standingOf, type DocumentStanding } from './documents';
import { pass } from './passing';
import { freeDocument } from './releasing';
import { askingReviewers, beginReview } from './reviewing';
import { checkOutcomes, documentFields, isUnderWay, type CaseReviewCause, type CheckOutcome, type OpenCase } from './verification';
import { caseExpiry, methodOf, type VerificationPolicy } from './verification.policy';

export const attemptRules = {
  /** V1, V4, R18: one try to prove it. What was given is sealed, and a provider is asked about it. */
  MakeAttempt: rule({
    origin: 'caller',
    right: 'changeVerification',
    /**
     * `takes`: what came with it. `document`: the kind of the document that it names, and until when that counts.
     * `identity`: that document by ids, and its blind index. `recordingId`: what stands for the reference of a
     * recording.
     */
    takes: {
      takes: code('bank-card', 'document', 'liveness'),
      document: optional(code()),
      documentEndsAt: optional(instant),
      identity: optional(group({ ...documentFields, key })),
      recordingId: optional(id),
    },
    given: inTime.when(({ status }) => status === 'open', 'case-under-way'),
    atMost: { times: ({ attempts }) => attempts, soFar: ({ attempts }) => attempts },
    needs: ({ recordingId }) => ({ before: recordings(recordingId) }),
    emits: ['AttemptMade'],
    refuses: ['attempt-of-another-method', 'recording-used'],
    decide: ({ state, command: { takes, document, documentEndsAt, identity, recordingId }, facts: { before }, policy }) => {
      const method = methodOf(state.method, policy);
      const isOfMethod = method?.takes === takes && (takes !== 'document' || method.documents?.includes(document ?? ''));
      if (!isOfMethod) return refuse('attempt-of-another-method', { unmet: [method?.takes ?? state.method] });
      const made = { type: 'AttemptMade', attempt: state.attempts + 1, ...defined({ documentEndsAt }) } as const;
      if (recordingId !== undefined && policy.recordingsServeOnce) {
        if (isUsed(before)) return refuse('recording-used');
        return { ...accept({ ...made, recordingId }), tallies: [used(recordingId, state.caseId)] };
      }
      if (identity === undefined || !policy.claimsDocuments) return accept(made);
      const { namedId, identityId } = identity;
      return {
        ...accept({ ...made, document: { namedId, identityId } }),
        claims: [...freeDocument(state), nameDocument(state.caseId, identity)],
      };
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
    needs: ({ outcome }, state) => {
      const isAwaited = state.status === 'challenged' && outcome !== 'unreadable';
      const passes = isAwaited && outcome === 'confirmed';
      return {
        ...(isAwaited && (!passes || state.document !== undefined) && askingReviewers(state)),
        account: accounts.move(passes ? state.accountId : undefined),
        named: passes && isUnderWay(state) ? namedBy(state) : undefined,
      };
    },
    then: holderAsked,
    emits: [
      ...(['AttemptChecked', 'VerificationPassed', 'VerificationRefused', 'VerificationWithdrawn'] as const),
      ...(['ReviewNeeded', 'LateAnswerKept', 'ManualReviewBegan', 'ReviewOpened', 'ReviewersAwaited'] as const),
    ],
    decide: ({ state, command: check, facts, now, policy }) => {
      if (check.attempt !== state.attempts) return refuse(internal('check-not-awaited'));
      const { attempt, outcome } = check;
      const checked = { ...check, expiresAt: caseExpiry(now, policy), type: 'AttemptChecked' } as const;
      if (state.status !== 'challenged') return accept(policy.looksInside ? { type: 'LateAnswerKept', attempt } : checked);
      if (outcome === 'confirmed') {
        const why = causeOfDoubt(standingOf(state, facts.account ?? noAccount, facts));
        if (why && facts.account?.status === 'living')
          return accept(...beginReview({ state, facts, policy }, why, { ...checked, outcome }));
        const { events, claims } = pass({ state, facts, now, policy }, 'provider');
        return { events: [checked, ...events], claims };
      }
      const cause = outcome === 'unreadable' ? undefined : causeOfReview(state, outcome, policy);
      if (cause === undefined || outcome === 'unreadable') return accept(checked);
      return accept(...beginReview({ state, facts, policy }, cause, { ...checked, outcome }));
    },
  }),
};

/** R17: a document of somebody else, or another one than the account has, is for people to look at. */
const causeOfDoubt = (standing: DocumentStanding): CaseReviewCause | undefined =>
  standing === 'elsewhere' || standing === 'differs' ? `document-${standing}` : undefined;

function causeOfReview(
  { failures }: OpenCase,
  outcome: CheckOutcome,
  { failuresBeforeReview }: VerificationPolicy,
): CaseReviewCause | undefined {
  if (outcome === 'unavailable') return 'provider-unavailable';
  return outcome === 'unconfirmed' && failures + 1 > failuresBeforeReview ? 'failed-too-often' : undefined;
}
