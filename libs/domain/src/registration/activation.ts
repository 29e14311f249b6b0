import { internal, refuse, type ClaimChange } from '../decider';
import { isIn, joiningBy, mayJoin } from '../account/account';
import { isPurgeOf } from '../account/purge-of';
import { answer } from '../approval/answer';
import { outcomes } from '../approval/approval';
import { deregistrations, type Deregistration } from '../deregistration/deregistration';
import { defined, code, either, group, id, optional } from '../events';
import { accept, known, rule, stillOpen } from './conditions';
import { deviceToBind } from './device';
import { documentExpired, hasDocumentEnded } from './document-term';
import { endWithAccount, expire, reject, withdraw, type Ending } from './endings';
import { reviewsLiveness } from './liveness';
import { merge, mergeNeeds, mergeNeedsThen } from './merging';
import { accountOf, inviteOf } from './parties';
import { applicantAccount, approvalExpired, evidenceNotGiven, isEnded, isOpen, type OpenRegistration } from './registration';
import { draftExpiry } from './registration.policy';

export const activationRules = {
  /** P1, P3, R17: the outcome of the approval that this waits for: of the whole registration, or of the identity. */
  RecordApprovalOutcome: rule({
    origin: 'reaction',
    takes: { approvalId: id, outcome: code(...outcomes), reasonCode: optional(code()), answer: optional(answer) },
    given: stillOpen,
    needs: ({ answer: said }, state) => ({ account: accountOf(state), invite: inviteOf(state), ...mergeNeeds(state, said) }),
    then: mergeNeedsThen,
    emits: [
      'IdentityReviewed',
      'LivenessReviewed',
      'ApplicantMerged',
      'RegistrationMerged',
      'RegistrationApproved',
      'RegistrationActivated',
      'RegistrationRejected',
      'RegistrationExpired',
      'RegistrationWithdrawn',
    ],
    refuses: ['merge-not-possible', 'evidence-incomplete'],
    decide: (of) => {
      const { state, command, now, policy } = of;
      const isReview = state.status === 'manual_review';
      if (state.approvalId !== command.approvalId || (!isReview && state.status !== 'awaiting_approval'))
        return refuse(internal('approval-not-awaited'));
      // No account or membership has been opened yet that would have to be undone.
      const unopened = { ...of, facts: {} };
      switch (command.outcome) {
        case 'rejected':
          // R17: the reason that a reviewer gave could tell the cause.
          return reject(unopened, isReview ? 'identity-not-confirmed' : (command.reasonCode ?? 'rejected'));
        case 'expired':
          return expire(of, command.reasonCode === evidenceNotGiven ? evidenceNotGiven : approvalExpired);
        case 'withdrawn':
          return withdraw(unopened, {});
        case 'approved':
          if (command.answer) return isReview ? merge(of, command.answer) : refuse('merge-not-possible', { unmet: ['nothing-to-merge'] });
          return isReview ? accept({ type: reviewed(state), draftExpiresAt: draftExpiry(now, policy) }) : activate(of);
      }
    },
  }),
  /**
   * The second step: the answer of the directory. A refusal undoes the first step.
   * An entry that comes too late, or for an account that is being purged, is recorded and removed.
   */
  RecordDirectoryEntry: rule({
    origin: 'effect',
    takes: either(group({ outcome: code('made') }), group({ outcome: code('refused'), reason: code() })),
    given: known
      .when(({ directory }) => directory === undefined, internal('entry-recorded'))
      .when((state) => isEnded(state) || state.status === 'activating', internal('entry-not-asked-for')),
    needs: (_, state) => ({ account: accountOf(state), invite: inviteOf(state) }),
    // Of an account that is frozen: whether that can still be undone.
    then: ({ account }) => ({ deregistration: deregistrations.read(account?.status === 'living' ? account.frozenBy : undefined) }),
    emits: [
      'DirectoryEntryMade',
      'DirectoryEntryRefused',
      'RegistrationActivated',
      'RegistrationRejected',
      'RegistrationWithdrawn',
      'RetentionShortened',
      'RetentionEnded',
    ],
    decide: (of) => {
      const { state, command } = of;
      const recorded =
        command.outcome === 'made'
          ? ({ type: 'DirectoryEntryMade' } as const)
          : ({ type: 'DirectoryEntryRefused', reason: command.reason } as const);
      if (!isOpen(state)) return accept(recorded);
      const { events, ...rest } = afterEntry({ ...of, state }, command.outcome);
      return { ...rest, events: [recorded, ...events] };
    },
  }),
};

const reviewed = (state: OpenRegistration) => (reviewsLiveness(state) ? ('LivenessReviewed' as const) : ('IdentityReviewed' as const));

function afterEntry(of: Ending & { facts: { deregistration?: Deregistration | undefined } }, outcome: 'made' | 'refused') {
  const { state, facts } = of;
  if (outcome === 'refused') return reject(of, 'directory-refused');
  if (isPurgeOf(state.joins, facts.deregistration, undefined)) return endWithAccount(of);
  if (hasDocumentEnded(state, of.now, of.policy)) return reject(of, documentExpired);
  const isOpened = joiningBy(facts.account, state.registrationId) !== undefined;
  return isOpened ? accept(toActivated(of)) : reject(of, 'account-not-active');
}

/**
 * The first step of the saga: this transaction opens the account or the membership, with the claims.
 * Without a company nothing is left to wait for; else the directory comes next.
 * An applicant whose account is leaving, or has joined meanwhile, or whose document has ended, is rejected with the
 * reason.
 * `rule`: the one that approves without people; `document`: reserved with it.
 */
export function activate(of: Ending, { rule, document }: { rule?: string; document?: ClaimChange & { change: 'reserve' } } = {}) {
  const { state, facts, now, policy } = of;
  const { joining, joins } = state;
  if (hasDocumentEnded(state, now, policy)) return reject(of, documentExpired);
  if (joins !== undefined && joining && !mayJoin(facts.account, joining.companyId))
    return reject(of, isIn(facts.account, joining.companyId) ? 'already-a-member' : 'account-not-active');
  const named = defined({ rule, identityId: document?.identifierId });
  const approved = { type: 'RegistrationApproved', accountId: applicantAccount(state), joins: joins !== undefined, ...named } as const;
  return { events: joining ? [approved] : [approved, toActivated(of)], claims: document ? [document] : [] };
}

const toActivated = ({ state, policy }: Ending) =>
  ({
    type: 'RegistrationActivated',
    accountId: applicantAccount(state),
    ...defined({ inviteId: state.joining?.inviteId, device: deviceToBind(state, policy) }),
  }) as const;
