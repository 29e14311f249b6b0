import { defined } from '../events';
import { processOfStates } from '../process';
import { activationRules } from './activation';
import { approvalEndRules } from './approval-end';
import { awaits, due, effectKinds, owed } from './duties';
import { restrictionOf } from './device';
import { endingRules } from './endings';
import { evidenceRules } from './evidence';
import { identityRules } from './identity-check';
import { lastCheck } from './last-check';
import { livenessRules } from './liveness-step';
import { messengerRules } from './messengers';
import { securityRules } from './security-step';
import { openingRules } from './opening';
import { outward } from './outward';
import { phoneRules } from './phone-step';
import { profileRules } from './profile-step';
import {
  applicantAccount,
  approvalLapsesAt,
  awaitsReviewers,
  confirmationOf,
  isEnded,
  isUnsent,
  joinedDepartment,
  lapsedUndecided,
  owedEvidence,
  removalIsRefused,
  type KnownRegistration,
  type OpenRegistration,
  type Registration,
} from './registration';
import { registrationEvents } from './registration.events';
import { registrationPolicies, type RegistrationPolicy } from './registration.policy';
import { removalRules } from './removal';
import { retentionRules } from './retention';
import { demandsOf } from './proofs';
import { progress } from './steps';
import { submissionRules } from './submission';

const rules = {
  ...openingRules,
  ...phoneRules,
  ...profileRules,
  ...submissionRules,
  ...endingRules,
  ...identityRules,
  ...livenessRules,
  ...messengerRules,
  ...securityRules,
  ...evidenceRules,
  ...activationRules,
  ...approvalEndRules,
  ...removalRules,
  ...retentionRules,
};

/** A person's way to an account, or into a company with the account that they have. */
export const registration = processOfStates<Registration>()('registration', {
  initial: { status: 'none' },
  policies: registrationPolicies,
  states: {
    draft: 'open',
    verifying: 'passing',
    manual_review: 'open',
    awaiting_approval: 'open',
    activating: 'passing',
    active: 'over',
    rejected: 'over',
    withdrawn: 'over',
    expired: 'over',
    merged: 'over',
  },
  events: registrationEvents,
  rules,
  columns: ({ subjectId, accountId, joining }) => ({ subjectId, accountId, ...defined({ companyId: joining?.companyId }) }),
  seenBy: (state) => ({
    draft: isUnsent(state),
    departments: [joinedDepartment(state)].filter((each) => each !== undefined),
    accounts: [applicantAccount(state)],
  }),
  outward,
  due,
  owed,
  awaits,
  effects: effectKinds,
  messages: ['sayYouCanSignIn', 'tellOutcome'],
  troubles: {
    'directory-removal-refused': (state) => (removalIsRefused(state) ? [state.removalRefused] : []),
    'approval-lapsed': (state) => (lapsedUndecided(state) ? [state.approvalId] : []),
    'reviewers-missing': (state) => (awaitsReviewers(state) ? [state.profile?.reviewId ?? state.registrationId] : []),
  },
  view: (state, policy) => ({
    variant: state.variant,
    steps: progress(state),
    ...defined({
      device: deviceOf(state, policy),
      lastCheck: lastCheck(state, policy),
      demands: state.security && demandsOf(state as OpenRegistration),
      approvalId: confirmationOf(state),
      expiresAt: state.status === 'awaiting_approval' ? approvalLapsesAt(state) : undefined,
      evidence: evidenceOwed(state),
      accountId: state.status === 'active' ? applicantAccount(state) : state.mergedInto,
      reason: isEnded(state) ? state.reason : undefined,
      continuesIn: isEnded(state) ? state.continuesIn : undefined,
      erasedAt: state.erased?.at,
    }),
  }),
});

/** R15, R19: what is held against the device; nothing where there is nothing. */
function deviceOf({ degraded, integrity }: KnownRegistration, policy: RegistrationPolicy) {
  const restriction = restrictionOf(integrity, policy);
  return degraded || restriction ? defined({ degraded, restrictions: restriction && [restriction] }) : undefined;
}

/** V8: what the applicant is asked for, and until when. */
function evidenceOwed(state: KnownRegistration) {
  const owed = owedEvidence(state);
  return owed && { requestId: owed.requestId, items: owed.kinds.map((kind) => ({ kind })), expiresAt: owed.until };
}
