import { defined } from '../events';
import { processOfStates, type CommandsOf } from '../process';
import { attemptRules } from './attempts';
import { awaits, due, effectKinds, messageKinds, owed } from './duties';
import { endingRules } from './endings';
import { openingRules } from './opening';
import { reviewRules } from './reviewing';
import { outward } from './outward';
import { awaitsReviewers, isEnded, reviewShown, type EndedCase, type KnownCase, type Verification } from './verification';
import { verificationEvents } from './verification.events';
import { methodOf, verificationPolicies, verificationPolicy, type VerificationPolicy } from './verification.policy';

const rules = { ...openingRules, ...attemptRules, ...reviewRules, ...endingRules };
export type VerificationCommand = CommandsOf<typeof rules>;

/** One case by which an account proves who its person is: it earns a factor, a credential, or both. */
export const verification = processOfStates<Verification>()('verification', {
  initial: { status: 'none' },
  policies: verificationPolicies,
  states: {
    open: 'open',
    challenged: 'passing',
    manual_review: 'open',
    passed: 'over',
    refused: 'over',
    expired: 'over',
    withdrawn: 'over',
  },
  events: verificationEvents,
  rules,
  knows: ({ method }) => methodOf(method, verificationPolicy) !== undefined,
  columns: ({ subjectId, accountId, companyId }) => ({ subjectId, accountId, ...defined({ companyId }) }),
  seenBy: ({ accountId, departmentId }) => ({ accounts: [accountId], departments: departmentId === undefined ? [] : [departmentId] }),
  outward,
  due,
  owed,
  awaits,
  effects: effectKinds,
  messages: messageKinds,
  troubles: {
    'reviewers-missing': (state) => (awaitsReviewers(state) ? [state.reviewId] : []),
  },
  view: (state, policy) => ({
    accountId: state.accountId,
    method: state.method,
    attemptsLeft: attemptsLeft(state, policy),
    ...defined({
      lastAttempt: lastAttempt(state, policy),
      approvalId: reviewShown(state, policy.looksInside ?? false),
      expiresAt: state.status === 'open' ? state.expiresAt : undefined,
      ...(isEnded(state) && { ...earned(state), reason: state.reason }),
      erasedAt: state.erased?.at,
    }),
  }),
});

/** How often it may still fail before a person decides; R17: a review that stays inside changes nothing of it. */
function attemptsLeft({ status, failures, failuresTold = failures }: KnownCase, policy: VerificationPolicy): number {
  const isCounted = status === 'open' || status === 'challenged' || (status === 'manual_review' && policy.looksInside === true);
  return isCounted ? Math.max(0, policy.failuresBeforeReview + 1 - failuresTold) : 0;
}

/** Why the last attempt came to nothing; it never tells what did not match. */
function lastAttempt(state: KnownCase, policy: VerificationPolicy) {
  if (state.status !== 'open' || state.lastOutcome === undefined) return undefined;
  const code = state.lastOutcome === 'unreadable' ? 'document-unreadable' : methodOf(state.method, policy)?.failsAs;
  return { code: code ?? 'factor-failed', attemptsLeft: attemptsLeft(state, policy), ...defined({ field: state.unreadable }) };
}

/** `expiresAt` of a credential: none for one without an end. */
const earned = ({ by, credential, level }: EndedCase) => ({
  provenTo: by,
  credential: credential && {
    credentialId: credential.credentialId,
    method: credential.method,
    ...defined({ expiresAt: credential.validUntil }),
  },
  level,
});
