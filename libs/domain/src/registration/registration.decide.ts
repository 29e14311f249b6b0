import { accept, refuse, type Claim, type Decision, type Instant } from '../decider';
import type { Account } from '../account/account';
import type { Outcome } from '../approval/approval';
import type { Proof } from '../challenge/challenge';
import type { Company } from '../company/company';
import type { Invite } from '../invite/invite';
import type { Position } from '../position/position';
import type { Role } from '../role/role';
import { activate, approvalOutcome, recordDirectoryEntry } from './activation';
import { expire, withdraw } from './endings';
import { beginReview, identityCheck } from './identity-check';
import { provePhone } from './phone-step';
import { giveProfile } from './profile-step';
import {
  isEnded,
  isOpen,
  isUnsubmitted,
  type Integrity,
  type OpenRegistration,
  type Registration,
  type RegistrationEvent,
  type Variant,
} from './registration';
import { draftExpiry, type Platform, type RegistrationPolicy } from './registration.policy';
import { goesStraight, unmet, type Step } from './steps';

export type RegistrationCommand =
  | {
      type: 'OpenRegistration';
      registrationId: string;
      variant: Variant;
      accountId: string;
      subjectId: string;
      phoneId: string;
      /** With `member`. */
      inviteId?: string;
      platform: Platform;
      scanProof: boolean;
      integrity: Integrity;
      consentVersion?: string;
      timeZone?: string;
      roleStreams: Readonly<Record<string, string>>;
    }
  | { type: 'CorrectPhone'; phoneId: string }
  /** `key`: the blind index of the number that the code went to. */
  | { type: 'ProvePhone'; key: string }
  | { type: 'RecordSignIn' }
  | {
      type: 'GiveProfile';
      identity: { identifierId: string; key: string };
      /** Whose person the applicant is, as the caller found him. */
      applicant: { accountId: string; principalId: string };
      reviewId: string;
      positionStreamId?: string;
    }
  | { type: 'SubmitRegistration'; approvalId: string }
  | { type: 'WithdrawRegistration'; reasonCode?: string }
  | { type: 'OpenReview' }
  | { type: 'ExpireDraft' }
  | { type: 'EndRetention' }
  | { type: 'SupersedeRegistration' }
  | { type: 'RecordApprovalOutcome'; approvalId: string; outcome: Outcome; reasonCode?: string }
  | { type: 'RecordIdentityCheck'; attempt: number; outcome: 'confirmed' | 'unconfirmed' | 'unavailable' }
  | { type: 'RecordDirectoryEntry'; outcome: 'made' }
  | { type: 'RecordDirectoryEntry'; outcome: 'refused'; reason: string }
  | { type: 'RecordDirectoryRemoval' }
  | { type: 'RecordErasure'; items: number };

export interface RegistrationFacts {
  invite?: Invite;
  company?: Company;
  position?: Position;
  proof?: Proof;
  /** Who holds the number, and the registration or the account that does. */
  phone?: Claim;
  rival?: Registration;
  /** The account that the applicant joins, or that this registration has opened. */
  account?: Account;
  /** Who holds the document. */
  identity?: Claim;
  reviewers?: Role;
}

export const decideWith =
  (policy: RegistrationPolicy) =>
  (state: Registration, command: RegistrationCommand, facts: RegistrationFacts, now: Instant): Decision<RegistrationEvent> => {
    if (command.type === 'OpenRegistration')
      return state.status === 'none' ? open(command, facts, now, policy) : refuse('registration-exists');
    if (state.status === 'none') return refuse('registration-unknown');
    switch (command.type) {
      case 'RecordIdentityCheck':
        return identityCheck(state, command, facts, now, policy);
      case 'RecordDirectoryEntry':
        return recordDirectoryEntry(state, command, facts, now, policy);
      case 'RecordDirectoryRemoval':
        return isEnded(state) && state.directory === 'made' ? accept({ type: 'DirectoryEntryRemoved' }) : refuse('entry-not-there');
      case 'EndRetention':
        if (!isEnded(state) || state.retentionOver) return refuse('nothing-retained');
        return now >= state.erasesAt ? accept({ type: 'RetentionEnded' }) : refuse('not-due', { availableAt: state.erasesAt });
      case 'RecordErasure':
        return mayBeErased(state) ? accept({ type: 'ApplicantErased', at: now, items: command.items }) : refuse('nothing-to-erase');
    }
    if (!isOpen(state)) return refuse('registration-closed');
    switch (command.type) {
      case 'RecordApprovalOutcome':
        return approvalOutcome(state, command, facts, now, policy);
      case 'SupersedeRegistration':
        return isUnsubmitted(state) ? expire(state, 'superseded', now, policy) : refuse('registration-pending');
      case 'ExpireDraft':
        if (!lapses(state)) return refuse('registration-submitted');
        return now >= state.draftExpiresAt
          ? expire(state, 'draft-expired', now, policy)
          : refuse('not-due', { availableAt: state.draftExpiresAt });
    }
    // Too late is too late, whether or not the alarm rang yet.
    if (lapses(state) && now >= state.draftExpiresAt) return refuse('registration-expired');
    if (command.type === 'WithdrawRegistration') return withdraw(state, command.reasonCode, facts.account, now, policy);
    if (command.type === 'OpenReview') return openReview(state, facts);
    const busy = refusedWhileBusy(state);
    return busy ? refuse(busy) : inDraft(state, command, facts, now, policy);
  };

/** The steps of an applicant, in a draft that nothing is being done with. */
function inDraft(
  state: OpenRegistration,
  command: Extract<RegistrationCommand, { type: 'CorrectPhone' | 'ProvePhone' | 'RecordSignIn' | 'GiveProfile' | 'SubmitRegistration' }>,
  facts: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  switch (command.type) {
    case 'CorrectPhone':
      return state.phoneProven ? refuse('phone-proven') : accept({ type: 'PhoneCorrected', phoneId: command.phoneId });
    case 'ProvePhone':
      return state.phoneProven ? refuse('phone-proven') : provePhone(state, command.key, facts, now);
    case 'RecordSignIn':
      return inOrder(state, 'sign-in', () => accept({ type: 'SignInRecorded' }));
    case 'GiveProfile':
      return inOrder(state, 'profile', () => giveProfile(state, command, facts));
    case 'SubmitRegistration':
      return inOrder(state, 'submission', () => submit(state, command.approvalId, facts, now, policy));
  }
}

/** R2, R13: one step after the other; what is missing is named. */
function inOrder(state: OpenRegistration, step: Step, decision: () => Decision<RegistrationEvent>): Decision<RegistrationEvent> {
  const missing = unmet(state, step);
  return missing.length === 0 ? decision() : refuse('step-out-of-order', { unmet: missing });
}

/** R3, R14, R15, R19: from where one may register at all, with what consent, and by whose invitation. */
function open(
  command: RegistrationCommand & { type: 'OpenRegistration' },
  facts: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const { type: _type, inviteId, scanProof, consentVersion, ...opening } = command;
  const channel = policy.channels[command.platform];
  if (channel === 'not-allowed' || (channel === 'scan-required' && !scanProof)) return refuse('channel-not-allowed');
  if (command.integrity === 'emulator') return refuse('device-untrusted');
  if (consentVersion === undefined) return refuse('consent-missing');
  const { invite, company, position } = facts;
  if (command.variant === 'member') {
    if (inviteId === undefined || invite?.status !== 'issued') return refuse('invite-invalid');
    if (now >= invite.expiresAt) return refuse('invite-expired');
    if (company?.status !== 'verified') return refuse('company-not-verified');
  }
  const joining = invite?.status === 'issued' && inviteId !== undefined && command.variant === 'member';
  return accept({
    type: 'RegistrationOpened',
    ...opening,
    consentVersion,
    ...(joining && { joining: joiningBy(invite, inviteId, position) }),
    draftExpiresAt: draftExpiry(now, policy),
  });
}

const joiningBy = ({ companyId, positionStreamId, managers }: Invite & { status: 'issued' }, inviteId: string, position?: Position) => ({
  companyId,
  inviteId,
  positionStreamId,
  managers,
  autoApprove: position?.status === 'offered' && position.autoApprove,
});

/** P1, P2: two people confirm it, or a rule does. */
function submit(
  state: OpenRegistration,
  approvalId: string,
  facts: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const rule = goesStraight(state);
  return rule === undefined ? accept({ type: 'RegistrationSubmitted', approvalId }) : activate(state, rule, facts, now, policy);
}

function openReview(state: OpenRegistration, facts: RegistrationFacts): Decision<RegistrationEvent> {
  if (state.status !== 'manual_review' || state.approvalId !== undefined) return refuse('review-not-awaited');
  const opened = beginReview(state, facts);
  return opened.length > 0 ? accept(...opened) : refuse('reviewers-missing');
}

/** A draft lapses, a check and a review that nobody could begin too; once people have been asked, their own time limit holds. */
export const lapses = (state: OpenRegistration): boolean =>
  isUnsubmitted(state) && (state.status !== 'manual_review' || state.approvalId === undefined);

function refusedWhileBusy({ status }: OpenRegistration): string | undefined {
  if (status === 'draft') return undefined;
  return status === 'verifying' || status === 'manual_review' ? 'check-under-way' : 'registration-submitted';
}

const mayBeErased = (state: Registration): boolean => {
  if (state.status === 'none' || state.erased) return false;
  return isEnded(state) ? state.retentionOver : state.status === 'active' && state.joins !== undefined;
};
