import type { Instant, Process } from '../decider';
import {
  awaitsReviewers,
  evolve,
  isEnded,
  isOpen,
  noRegistration,
  removalIsRefused,
  type OpenRegistration,
  type Registration,
  type RegistrationEvent,
  type KnownRegistration,
} from './registration';
import { due, owed } from './duties';
import { decideWith, lapses, type RegistrationCommand, type RegistrationFacts } from './registration.decide';
import { needs } from './registration.needs';
import { registrationPolicy, type RegistrationPolicy } from './registration.policy';
import { progress, unmet } from './steps';

/** Somebody's way to an account, or into a company with the account he has. */
const registrationWith = (
  policy: RegistrationPolicy,
): Process<Registration, RegistrationEvent, RegistrationCommand, RegistrationFacts> => ({
  type: 'registration',
  workflow: true,
  policyVersion: () => policy.version,
  initial: noRegistration,
  evolve,
  decide: decideWith(policy),
  needs,
  due,
  owed,
  troubles: (state) => {
    if (removalIsRefused(state)) return [{ kind: 'directory-removal-refused', ref: state.removalRefused }];
    return awaitsReviewers(state) ? [{ kind: 'reviewers-missing', ref: state.profile?.reviewId ?? state.registrationId }] : [];
  },
  allowed: (state, now) => {
    if (isOpen(state)) return allowed(state, now);
    return removalIsRefused(state) ? ['RetryDirectoryRemoval'] : [];
  },
  origins: {
    OpenRegistration: 'caller',
    CorrectPhone: 'caller',
    ProvePhone: 'caller',
    RecordSignIn: 'caller',
    GiveProfile: 'caller',
    SubmitRegistration: 'caller',
    WithdrawRegistration: 'caller',
    OpenReview: 'caller',
    RetryDirectoryRemoval: 'caller',
    ExpireDraft: 'clock',
    EndRetention: 'clock',
    SupersedeRegistration: 'reaction',
    RecordApprovalOutcome: 'reaction',
    EndWithAccount: 'effect',
    RecordIdentityCheck: 'effect',
    RecordDirectoryEntry: 'effect',
    RecordDirectoryRemoval: 'effect',
    RecordErasure: 'effect',
  },
  status: ({ status }) => status,
  outcome: (state) => (state.status === 'active' || isEnded(state) ? state.status : undefined),
  passing: ['verifying', 'activating'],
  minor: [],
  columns: (state) => {
    if (state.status === 'none') return {};
    const { subjectId, accountId, joining } = state;
    return { subjectId, accountId, ...(joining && { companyId: joining.companyId }) };
  },
  view: (state) => {
    if (state.status === 'none') return {};
    const { variant, joins, accountId, approvalId, erased } = state;
    return {
      variant,
      steps: progress(state),
      ...lastCheck(state, policy),
      ...(state.status === 'awaiting_approval' && approvalId !== undefined && { approvalId }),
      ...(state.status === 'active' && { accountId: joins ?? accountId }),
      ...(isEnded(state) && state.reason !== undefined && { reason: state.reason }),
      ...(erased && { erasedAt: erased.at }),
    };
  },
});

function allowed(state: OpenRegistration, now: Instant): readonly RegistrationCommand['type'][] {
  if (lapses(state) && now >= state.draftExpiresAt) return [];
  if (state.status !== 'draft') return awaitsReviewers(state) ? ['WithdrawRegistration', 'OpenReview'] : ['WithdrawRegistration'];
  const ready = (step: Parameters<typeof unmet>[1]) => unmet(state, step).length === 0;
  return [
    ...(state.phoneProven ? [] : (['CorrectPhone', 'ProvePhone'] as const)),
    ...(ready('sign-in') ? (['RecordSignIn'] as const) : []),
    ...(ready('profile') ? (['GiveProfile'] as const) : []),
    ...(ready('submission') ? (['SubmitRegistration'] as const) : []),
    'WithdrawRegistration',
  ];
}

/** R5: that it failed and how often it may again; name and number are not told apart. */
function lastCheck(state: KnownRegistration, { failuresBeforeReview }: RegistrationPolicy) {
  if (state.status !== 'draft' || state.failures === 0 || state.verified !== undefined) return {};
  return { lastCheck: { code: 'identity-unconfirmed', attemptsLeft: Math.max(0, failuresBeforeReview + 1 - state.failures) } };
}

export const registration = registrationWith(registrationPolicy);
