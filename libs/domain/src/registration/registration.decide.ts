import { accept, refuse, type Claim, type Decision, type Instant, type TallyEntry } from '../decider';
import type { Account } from '../account/account';
import type { Outcome } from '../approval/approval';
import type { Proof } from '../challenge/challenge';
import type { Company } from '../company/company';
import type { Deregistration } from '../deregistration/deregistration';
import type { Invite } from '../invite/invite';
import type { Position } from '../position/position';
import type { Role } from '../role/role';
import { activate, approvalOutcome, recordDirectoryEntry } from './activation';
import { recordDirectoryRemoval, retryRemoval } from './removal';
import { endWithAccount, expire, withdraw } from './endings';
import { beginReview, identityCheck } from './identity-check';
import { open } from './opening';
import { provePhone } from './phone-step';
import { giveProfile, withDocument } from './profile-step';
import {
  isEnded,
  isOpen,
  isUnsubmitted,
  type Integrity,
  type OpenRegistration,
  type Registration,
  type RegistrationEvent,
  type Variant,
  type KnownRegistration,
} from './registration';
import type { Platform, RegistrationPolicy } from './registration.policy';
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
  /** `key`: the blind index of the number that the code went to; `device`: that of the device, and the id that his place among its accounts will have. */
  | { type: 'ProvePhone'; key: string; device: { key: string; entryId: string } }
  | { type: 'RecordSignIn' }
  | {
      type: 'GiveProfile';
      identity: { identifierId: string; key: string };
      /** Whose person the applicant is, as the caller found him. */
      applicant: { accountId: string; principalId: string };
      /** Who has the document already, with an account of his or a registration, as the caller found him. */
      owner?: { holder: string; principalId: string };
      reviewId: string;
      positionStreamId?: string;
    }
  /** `document`: the one of the profile's `attempt`, where it is not reserved. */
  | { type: 'SubmitRegistration'; approvalId: string; document?: { identifierId: string; key: string; attempt: number } }
  | { type: 'WithdrawRegistration'; reasonCode?: string }
  | { type: 'OpenReview' }
  | { type: 'ExpireDraft' }
  | { type: 'EndRetention' }
  | { type: 'SupersedeRegistration' }
  /** The account that he joins is being purged by this deregistration. */
  | { type: 'EndWithAccount'; deregistrationId: string }
  | { type: 'RecordApprovalOutcome'; approvalId: string; outcome: Outcome; reasonCode?: string }
  | { type: 'RecordIdentityCheck'; attempt: number; outcome: 'confirmed' | 'unconfirmed' | 'unavailable' }
  | { type: 'RecordDirectoryEntry'; outcome: 'made' }
  | { type: 'RecordDirectoryEntry'; outcome: 'refused'; reason: string }
  | { type: 'RecordDirectoryRemoval'; outcome: 'removed' }
  | { type: 'RecordDirectoryRemoval'; outcome: 'refused'; reason: string }
  | { type: 'RetryDirectoryRemoval' }
  | { type: 'RecordErasure'; items: number };

export interface RegistrationFacts {
  invite?: Invite;
  company?: Company;
  position?: Position;
  proof?: Proof;
  /** Who holds the number, and the registration or the account that does. */
  phone?: Claim;
  rival?: Registration;
  /** The accounts of the device, also those that come to be. */
  device?: readonly TallyEntry[];
  /** The account that the applicant joins, or that this registration has opened. */
  account?: Account;
  deregistration?: Deregistration;
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
    if (command.type === 'RetryDirectoryRemoval') return retryRemoval(state);
    if (command.type === 'EndWithAccount') return endWithAccount(state, facts, now, policy);
    if (isOneOf(lateResults, command)) return lateResult(state, command, facts, now, policy);
    if (!isOpen(state)) return refuse('registration-closed');
    if (isOneOf(fromElsewhere, command)) return moved(state, command, facts, now, policy);
    // Too late is too late, whether or not the alarm rang yet.
    if (lapses(state) && now >= state.draftExpiresAt) return refuse('registration-expired');
    if (command.type === 'WithdrawRegistration') return withdraw(state, command.reasonCode, facts.account, now, policy);
    if (command.type === 'OpenReview') return openReview(state, facts);
    const busy = refusedWhileBusy(state);
    return busy ? refuse(busy) : inDraft(state, command, facts, now, policy);
  };

/** What may still come when it is over. */
const lateResults = ['RecordIdentityCheck', 'RecordDirectoryEntry', 'RecordDirectoryRemoval', 'EndRetention', 'RecordErasure'] as const;
/** What other processes and the clock do to one that is open. */
const fromElsewhere = ['RecordApprovalOutcome', 'SupersedeRegistration', 'ExpireDraft'] as const;
type One<T extends readonly string[]> = Extract<RegistrationCommand, { type: T[number] }>;

const isOneOf = <const T extends readonly string[]>(types: T, command: RegistrationCommand): command is One<T> =>
  types.includes(command.type);

function lateResult(
  state: KnownRegistration,
  command: One<typeof lateResults>,
  facts: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  switch (command.type) {
    case 'RecordIdentityCheck':
      return identityCheck(state, command, facts, now, policy);
    case 'RecordDirectoryEntry':
      return recordDirectoryEntry(state, command, facts, now, policy);
    case 'RecordDirectoryRemoval':
      return recordDirectoryRemoval(state, command);
    case 'EndRetention':
      if (!isEnded(state) || state.retentionOver) return refuse('nothing-retained');
      return now >= state.erasesAt ? accept({ type: 'RetentionEnded' }) : refuse('not-due', { availableAt: state.erasesAt });
    case 'RecordErasure':
      return mayBeErased(state) ? accept({ type: 'ApplicantErased', at: now, items: command.items }) : refuse('nothing-to-erase');
  }
}

function moved(
  state: OpenRegistration,
  command: One<typeof fromElsewhere>,
  facts: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
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
}

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
      return state.phoneProven ? refuse('phone-proven') : provePhone(state, command, facts, now, policy);
    case 'RecordSignIn':
      return inOrder(state, 'sign-in', () => accept({ type: 'SignInRecorded' }));
    case 'GiveProfile':
      return inOrder(state, 'profile', () => giveProfile(state, command, facts));
    case 'SubmitRegistration':
      return inOrder(state, 'submission', () => submit(state, command, facts, now, policy));
  }
}

/** R2, R13: one step after the other; what is missing is named. */
function inOrder(state: OpenRegistration, step: Step, decision: () => Decision<RegistrationEvent>): Decision<RegistrationEvent> {
  const missing = unmet(state, step);
  return missing.length === 0 ? decision() : refuse('step-out-of-order', { unmet: missing });
}

/** P1, P2: two people confirm it, or a rule does. */
function submit(
  state: OpenRegistration,
  command: RegistrationCommand & { type: 'SubmitRegistration' },
  facts: RegistrationFacts,
  now: Instant,
  policy: RegistrationPolicy,
): Decision<RegistrationEvent> {
  const rule = goesStraight(state);
  const decision: Decision<RegistrationEvent> =
    rule === undefined
      ? accept({ type: 'RegistrationSubmitted', approvalId: command.approvalId })
      : activate(state, rule, facts, now, policy);
  return withDocument(decision, state, command, facts);
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
