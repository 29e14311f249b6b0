import type { Instant } from '../decider';
import type { UnhappyEnd } from './registration.policy';

export type Variant = 'member' | 'personal';
export type Integrity = 'genuine' | 'rooted' | 'jailbroken' | 'emulator';

/** What an invite brings: where to, as what, and who confirms it. */
export interface Joining {
  companyId: string;
  inviteId: string;
  positionStreamId: string;
  managers: readonly string[];
  /** P2: the position needs no confirmation by people. */
  autoApprove: boolean;
}

/** Why a person must look at an identity. Told to reviewers only. */
export type ReviewCause = 'identity-unconfirmed' | 'identity-elsewhere' | 'not-the-accounts-document' | 'registry-unavailable';

/** What an end moves elsewhere: the invite that goes back, the approval that is pointless, the account that must be undone. */
interface Released {
  inviteId?: string;
  approvalId?: string;
  undo?: string;
}

/** A document that was somebody else's when the profile was given, and is nobody's any more. */
interface Reserved {
  identityId?: string;
}

/** draft → verifying ⇄ manual_review → awaiting_approval → activating → active; ends also rejected | withdrawn | expired, and then forgets the applicant. */
export type RegistrationEvent =
  | {
      type: 'RegistrationOpened';
      registrationId: string;
      variant: Variant;
      /** The id that the account will have, if it comes to one. */
      accountId: string;
      subjectId: string;
      phoneId: string;
      platform: string;
      integrity: Integrity;
      consentVersion: string;
      timeZone?: string;
      joining?: Joining;
      /** The streams of the roles whose holders may have to decide, by role. */
      roleStreams: Readonly<Record<string, string>>;
      draftExpiresAt: Instant;
    }
  | { type: 'PhoneCorrected'; phoneId: string }
  /** `deviceId`: his place among the accounts of the device; none for who has an account already. */
  | { type: 'PhoneProven'; joins?: string; supersedes?: string; phoneFreeSince?: Instant; deviceId?: string }
  | { type: 'SignInRecorded' }
  | {
      type: 'ProfileGiven';
      attempt: number;
      applicantId: string;
      reviewId: string;
      /** Reserved for this registration; none where the document is an account's, or somebody else's. */
      identityId?: string;
      elsewhere: boolean;
      /** The principal of who has the document already. He may be the applicant himself, and decides nothing of this. */
      ownerId?: string;
      /** Another one of the company's than the invite is for. */
      position?: { positionStreamId: string; autoApprove: boolean };
    }
  | { type: 'IdentityChecked'; attempt: number; outcome: 'confirmed' | 'unconfirmed' | 'unavailable' }
  | { type: 'ManualReviewBegan'; cause: ReviewCause }
  | { type: 'ReviewOpened'; approvalId: string }
  | { type: 'IdentityReviewed'; draftExpiresAt: Instant }
  /** Of older streams: its name told whoever reads names of events that the document had been somebody else's. */
  | { type: 'DocumentReserved'; identityId: string }
  | ({ type: 'RegistrationSubmitted'; approvalId: string } & Reserved)
  | ({ type: 'RegistrationApproved'; accountId: string; joins: boolean; rule?: string } & Reserved)
  | { type: 'DirectoryEntryMade' }
  | { type: 'DirectoryEntryRefused'; reason: string }
  | { type: 'DirectoryEntryRemoved' }
  | { type: 'DirectoryRemovalRefused'; reason: string }
  | { type: 'DirectoryRemovalRetried'; attempt: number }
  | { type: 'RegistrationActivated'; accountId: string; inviteId?: string }
  | ({ type: 'RegistrationRejected'; reason: string; erasesAt: Instant } & Released)
  | ({ type: 'RegistrationWithdrawn'; reason?: string; erasesAt: Instant } & Released)
  | ({ type: 'RegistrationExpired'; reason: string; erasesAt: Instant } & Released)
  | { type: 'RetentionShortened'; erasesAt: Instant }
  | { type: 'RetentionEnded' }
  | { type: 'ApplicantErased'; at: Instant; items: number };

interface Profile {
  attempt: number;
  /** The principal of the applicant: whoever he is, he never decides this himself. */
  applicantId: string;
  reviewId: string;
  identityId?: string;
  elsewhere: boolean;
  ownerId?: string;
}

/** What is known of the applicant and of his steps, whatever became of them. */
export interface Applicant {
  registrationId: string;
  variant: Variant;
  accountId: string;
  subjectId: string;
  phoneId: string;
  integrity: Integrity;
  joining?: Joining;
  roleStreams: Readonly<Record<string, string>>;
  draftExpiresAt: Instant;
  phoneProven: boolean;
  /** The live account that the proven phone belongs to: he becomes a member there, and nothing second is opened. */
  joins?: string;
  deviceId?: string;
  signInGiven: boolean;
  profile?: Profile;
  /** Checks that answered, and those of them that did not confirm. */
  checks: number;
  failures: number;
  verified?: 'registry' | 'reviewer';
  reviewCause?: ReviewCause;
  /** The approval that decides now or has decided last. */
  approvalId?: string;
  directory?: 'made' | 'refused' | 'removed';
  /** Why the directory does not take its entry back, until an operator has it asked again. `removalRetries` numbers those effects. */
  removalRefused?: string;
  removalRetries?: number;
  erased?: { at: Instant; items: number };
}

export interface Ended extends Applicant {
  status: UnhappyEnd;
  reason?: string;
  erasesAt: Instant;
  retentionOver: boolean;
}

export type OpenRegistration = Applicant & {
  status: 'draft' | 'verifying' | 'manual_review' | 'awaiting_approval' | 'activating';
};

export type Registration = { status: 'none' } | OpenRegistration | (Applicant & { status: 'active' }) | Ended;

/** One that was opened, whatever became of it. */
export type KnownRegistration = Exclude<Registration, { status: 'none' }>;

export const noRegistration: Registration = { status: 'none' };

const ends = { RegistrationRejected: 'rejected', RegistrationWithdrawn: 'withdrawn', RegistrationExpired: 'expired' } as const;

export function evolve(registration: Registration, event: RegistrationEvent): Registration {
  if (event.type === 'RegistrationOpened') return opened(event);
  if (registration.status === 'none') return registration;
  switch (event.type) {
    case 'RegistrationRejected':
    case 'RegistrationWithdrawn':
    case 'RegistrationExpired': {
      const { reason, erasesAt } = event;
      const end = { erasesAt, retentionOver: false, ...(reason !== undefined && { reason }) };
      return isOpen(registration) ? { ...registration, status: ends[event.type], ...end } : registration;
    }
    case 'RetentionShortened':
      return isEnded(registration) ? { ...registration, erasesAt: event.erasesAt } : registration;
    case 'RetentionEnded':
      return isEnded(registration) ? { ...registration, retentionOver: true } : registration;
    case 'ApplicantErased':
      return { ...registration, erased: { at: event.at, items: event.items } };
    case 'DirectoryEntryMade':
      return { ...registration, directory: 'made' };
    case 'DirectoryEntryRefused':
      return { ...registration, directory: 'refused' };
    case 'DirectoryEntryRemoved':
      return { ...withoutRefusal(registration), directory: 'removed' };
    case 'DirectoryRemovalRefused':
      return { ...registration, removalRefused: event.reason };
    case 'DirectoryRemovalRetried':
      return { ...withoutRefusal(registration), removalRetries: event.attempt };
    case 'IdentityChecked':
      return checked(registration, event);
    default:
      return isOpen(registration) ? evolveOpen(registration, event) : registration;
  }
}

type OpenEvent = Extract<
  RegistrationEvent,
  {
    type:
      | 'PhoneCorrected'
      | 'PhoneProven'
      | 'SignInRecorded'
      | 'ProfileGiven'
      | 'ManualReviewBegan'
      | 'ReviewOpened'
      | 'IdentityReviewed'
      | 'DocumentReserved'
      | 'RegistrationSubmitted'
      | 'RegistrationApproved'
      | 'RegistrationActivated';
  }
>;

function evolveOpen(registration: OpenRegistration, event: OpenEvent): Registration {
  switch (event.type) {
    case 'PhoneCorrected':
      return { ...registration, phoneId: event.phoneId };
    case 'PhoneProven':
      return phoneProven(registration, event);
    case 'SignInRecorded':
      return { ...registration, signInGiven: true };
    case 'ProfileGiven':
      return withProfile(registration, event);
    case 'ManualReviewBegan':
      return inReview(registration, event.cause);
    case 'ReviewOpened':
      return { ...registration, approvalId: event.approvalId };
    case 'IdentityReviewed':
      return { ...withoutApproval(registration), status: 'draft', verified: 'reviewer', draftExpiresAt: event.draftExpiresAt };
    case 'DocumentReserved':
      return withDocument(registration, event);
    case 'RegistrationSubmitted':
      return { ...withDocument(registration, event), status: 'awaiting_approval', approvalId: event.approvalId };
    case 'RegistrationApproved':
      return { ...withDocument(registration, event), status: 'activating' };
    case 'RegistrationActivated':
      return { ...registration, status: 'active' };
  }
}

function opened({ type: _type, ...event }: Extract<RegistrationEvent, { type: 'RegistrationOpened' }>): Registration {
  const { platform: _platform, consentVersion: _consent, timeZone: _zone, ...kept } = event;
  return { status: 'draft', ...kept, phoneProven: false, signInGiven: false, checks: 0, failures: 0 };
}

function phoneProven(registration: OpenRegistration, { joins, deviceId }: Extract<RegistrationEvent, { type: 'PhoneProven' }>) {
  return { ...registration, phoneProven: true, ...(joins !== undefined && { joins }), ...(deviceId !== undefined && { deviceId }) };
}

/** Another profile is another check: what was verified before does not count for it. */
function withProfile(registration: OpenRegistration, event: Extract<RegistrationEvent, { type: 'ProfileGiven' }>): Registration {
  const { verified: _before, joining, ...rest } = registration;
  const { type: _type, position, ...profile } = event;
  return { ...rest, status: 'verifying', profile, ...(joining && { joining: { ...joining, ...position } }) };
}

function withDocument(registration: OpenRegistration, { identityId }: Reserved): OpenRegistration {
  const { profile } = registration;
  return profile && identityId !== undefined ? { ...registration, profile: { ...profile, identityId } } : registration;
}

/** Nothing is verified while a person looks at it, also where the registry confirmed: what the applicant sees must not tell the cause (R17). */
function inReview({ verified: _notYet, approvalId: _decided, ...rest }: OpenRegistration, reviewCause: ReviewCause): OpenRegistration {
  return { ...rest, status: 'manual_review', reviewCause };
}

function withoutRefusal<R extends KnownRegistration>(registration: R): R {
  const { removalRefused: _settled, ...rest } = registration;
  return rest as R;
}

function withoutApproval(registration: OpenRegistration): OpenRegistration {
  const { approvalId: _decided, ...rest } = registration;
  return rest;
}

/** A check that answers when it is too late is kept, and changes nothing else. */
function checked(registration: KnownRegistration, event: Extract<RegistrationEvent, { type: 'IdentityChecked' }>) {
  const counted = { ...registration, checks: event.attempt };
  if (registration.status !== 'verifying') return counted;
  const failures = registration.failures + (event.outcome === 'unconfirmed' ? 1 : 0);
  return { ...counted, status: 'draft' as const, failures, ...(event.outcome === 'confirmed' && { verified: 'registry' as const }) };
}

const openStates: readonly string[] = ['draft', 'verifying', 'manual_review', 'awaiting_approval', 'activating'];
export const isOpen = (registration: Registration): registration is OpenRegistration => openStates.includes(registration.status);

/** Over without an account. */
export const isEnded = (registration: Registration): registration is Ended =>
  registration.status === 'rejected' || registration.status === 'withdrawn' || registration.status === 'expired';

/** Nobody has been asked for a decision on the whole yet: it lapses, and gives way to whoever proves that the phone is his. */
export const isUnsubmitted = (registration: Registration): registration is OpenRegistration =>
  registration.status === 'draft' || registration.status === 'verifying' || registration.status === 'manual_review';

/** An entry that the directory does not take back: a person must settle that with it. */
export const removalIsRefused = (registration: Registration): registration is Ended & { removalRefused: string } =>
  isEnded(registration) && registration.directory === 'made' && registration.removalRefused !== undefined;

/** A manual review that could not be opened: nobody was there to do it. */
export const awaitsReviewers = (registration: Registration): registration is OpenRegistration =>
  registration.status === 'manual_review' && registration.approvalId === undefined;

/** Whose person the applicant is or will be: that of the account he joins, else of the one that this opens. */
export const applicantAccount = ({ joins, accountId }: Applicant): string => joins ?? accountId;
