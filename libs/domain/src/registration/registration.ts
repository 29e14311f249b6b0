import { code, count, flag, group, id, instant, list, optional, table, type DataOf } from '../events';
import type { Instant } from '../decider';
import { streamsOf } from '../needs';
import { offeredFields } from '../position/offered';
import { client, lacks, recordedIntegrities } from './device';
import type { Messengers } from './messenger-answer';
import { numberPlace } from './number-place';
import type { Security } from './security';
import { livenessCauses, type Liveness } from './liveness';
import { unhappyEnds, type UnhappyEnd } from './registration.policy';
import type { UnreadableField } from './unreadable';

/** What an invite brings: the company, the position, and the managers who confirm it. */
const joining = {
  companyId: id,
  inviteId: id,
  positionStreamId: id,
  ...offeredFields,
  departmentId: optional(id),
  managers: list(id),
  /** P2: the position needs no confirmation by people. */
  autoApprove: flag,
};
export type Joining = DataOf<typeof joining>;

/** What an opening tells of the applicant. */
export const applicantFields = {
  registrationId: id,
  variant: code('member', 'personal'),
  /** The id that the account will have, if the registration comes to one. */
  accountId: id,
  subjectId: id,
  phoneId: id,
  integrity: code(...recordedIntegrities),
  /**
   * R15: what the person registers with, as far as it was told, and what of it is below what the program is made for.
   */
  client: optional(client),
  degraded: optional(list(code(...lacks))),
  joining: optional(group(joining)),
  /** R3: the invite is anybody's until the phone is proven. */
  inviteUnheld: optional(flag),
  /** The streams of the roles whose holders may have to decide, by role. */
  roleStreams: table(id),
  draftExpiresAt: instant,
  /**
   * What is demanded of the applicant beside the first steps. Missing of a registration that was opened under a policy
   * without further proofs.
   */
  proofs: optional(
    group({
      security: flag,
      face: flag,
      /** X6: an evaluation demands each step that it may demand. */
      strict: flag,
      /** R14: the device can read a face. */
      faceReader: flag,
      /** X28: the company asks for no review of those who have a foreign number. */
      foreignNumberExempt: optional(flag),
      /** R8: the number is used with one of the two outside messengers at most. */
      oneMessenger: optional(flag),
    }),
  ),
  /** Missing of a registration that was opened under a policy that asks nothing of foreign numbers. */
  number: optional(numberPlace),
};

/** V4: documents by which a person is proven. */
export const documentMethods = ['id-card', 'passport', 'residence-permit'] as const;

export const profileFields = {
  attempt: count,
  /** The principal of the applicant, who never decides this registration. */
  applicantId: id,
  /** The review that would be next, of the document or of the face. */
  reviewId: id,
  /** Reserved for this registration; missing where an account or another person has the document, or none has yet. */
  identityId: optional(id),
  /**
   * The id under which the document will be claimed, once it is confirmed. Missing of a document that was claimed when
   * it was typed.
   */
  documentId: optional(id),
  /** Another account or registration has the document; when joining, any but the applicant's account. */
  elsewhere: flag,
  /** The principal of the document's owner, who may be the applicant and decides nothing here either. */
  ownerId: optional(id),
  /** R17: the account or registration that had the document then, where it is not the applicant’s. */
  holder: optional(id),
  /** The id of its claim: a merge is possible only while the account still has it. */
  heldAs: optional(id),
  /** V4: what the account will be proven by, and until when the document is good, where it has an end. */
  method: optional(code(...documentMethods)),
  documentUntil: optional(instant),
  /** Chosen by the applicant, where the invite names none. */
  departmentId: optional(id),
  /** R12: the company that employs the person, who works in the one that they join. */
  employerId: optional(id),
};

/** What a registration keeps of a proven phone. */
export const provenFields = {
  /**
   * The live account that the number belongs to: the applicant becomes a member with it, and no second account is
   * opened.
   */
  joins: optional(id),
  /** The place of the account among those of the device; missing when joining with an account. */
  deviceId: optional(id),
  /** V6: when it was proven, where an evaluation may ask how fresh that is. */
  provenAt: optional(instant),
};

/** V8: what the people who decide ask the applicant for; from `until` on it is too late. */
export const evidenceFields = { requestId: id, kinds: list(code()), until: instant };

/** What a registration keeps of its end, where no account comes of it. */
export const endedFields = { reason: optional(code()), erasesAt: instant };
export const erasedFields = { at: instant, items: count };

/** Why a reviewer must look at an identity. Reviewers alone learn it. */
const identityCauses = [
  ...(['identity-unconfirmed', 'identity-elsewhere', 'not-the-accounts-document', 'registry-unavailable'] as const),
  'foreign-number',
] as const;
export const reviewCauses = [...identityCauses, ...livenessCauses] as const;
export type ReviewCause = (typeof reviewCauses)[number];

/** What is known of the applicant and of their steps, whatever became of them. */
export interface Applicant extends DataOf<typeof applicantFields>, DataOf<typeof provenFields>, Messengers {
  phoneProven: boolean;
  /** V7: there is an alert about it, which has its id. */
  alerted?: true;
  signInGiven: boolean;
  /** How often the number was corrected, and a sign-in named. */
  corrections?: number;
  signIns?: number;
  profile?: DataOf<typeof profileFields>;
  /** Checks that answered, and those of them that did not confirm. */
  checks: number;
  failures: number;
  verified?: 'registry' | 'reviewer';
  /** What of the picture of the document could not be read. */
  unreadable?: UnreadableField;
  /** V10: the applicant goes on without a document. */
  unverified?: true;
  liveness?: Liveness;
  security?: Security;
  /** By whose clock it is night, of a registration with further proofs. */
  timeZone?: string;
  reviewCause?: ReviewCause;
  /** V8, R17: the kinds of what the applicant has shown the reviewers by references. */
  shown?: readonly string[];
  /** R17: the account that the applicant turned out to have. */
  mergedInto?: string;
  /** The review has no reviewer yet, and does not lapse for that. */
  waitsForReviewers?: true;
  /** The approval that decides now or has decided last. */
  approvalId?: string;
  /** When that approval lapses. None: it never does, or the registration was submitted under an older release. */
  approvalExpiresAt?: Instant;
  /** The evidence that this approval waits for, with its clock standing still. */
  evidence?: DataOf<typeof evidenceFields>;
  directory?: 'made' | 'refused' | 'removed';
  /**
   * Why the directory keeps its entry, until an operator has it asked again. `removalRetries` numbers those effects.
   */
  removalRefused?: string;
  removalRetries?: number;
  erased?: DataOf<typeof erasedFields>;
}

export interface Ended extends Applicant, DataOf<typeof endedFields> {
  status: UnhappyEnd;
  /** The registration in which the same applicant goes on. */
  continuesIn?: string;
  retentionOver: boolean;
}

export type OpenRegistration = Applicant & {
  status: 'draft' | 'verifying' | 'manual_review' | 'awaiting_approval' | 'activating';
};

/**
 * draft → verifying ⇄ manual_review → awaiting_approval → activating → active; ends also as rejected | withdrawn |
 * expired | merged, and then erases what the applicant told.
 */
export type Registration = { status: 'none' } | OpenRegistration | (Applicant & { status: 'active' }) | Ended;

/** A registration that was opened, in any later state. */
export type KnownRegistration = Exclude<Registration, { status: 'none' }>;

export const registrations = streamsOf<Registration>('registration');

export const isKnown = (registration: Registration): registration is KnownRegistration => registration.status !== 'none';

const openStates: readonly string[] = ['draft', 'verifying', 'manual_review', 'awaiting_approval', 'activating'];
export const isOpen = (registration: Registration): registration is OpenRegistration => openStates.includes(registration.status);

/** Why a registration has expired that its people did not decide in time; any other expiry is the applicant's. */
export const approvalExpired = 'approval-expired';

/** X15: why a registration has expired whose applicant did not give the evidence in time. */
export const evidenceNotGiven = 'evidence-not-given';

/**
 * R17: what leads people to look stays inside, and moves no version that others see. Not so where it was recorded
 * openly before.
 */
export const staysInside = ({ profile }: Applicant): boolean => profile?.documentId !== undefined;

/** Over without an account. */
export const isEnded = (registration: Registration): registration is Ended => unhappyEnds.some((end) => end === registration.status);

/** It ended without an account, and what the applicant told is kept for a while. */
export const isKept = (registration: Registration): registration is Ended => isEnded(registration) && !registration.retentionOver;

/** Nobody has been asked to confirm it yet: it gives way to another applicant who proves that the phone is theirs. */
export const isUnsubmitted = (registration: Registration): registration is OpenRegistration =>
  registration.status === 'draft' || registration.status === 'verifying' || registration.status === 'manual_review';

/** P1: the approval that confirms it, also after its decision. R17: the review of an identity or of a face is none. */
export const confirmationOf = ({ approvalId, profile }: KnownRegistration): string | undefined =>
  approvalId === profile?.reviewId ? undefined : approvalId;

/** Its company has never been asked about it: it was not submitted, or ended before. */
export const isUnsent = (registration: KnownRegistration): boolean =>
  isUnsubmitted(registration) ||
  (isEnded(registration) && confirmationOf(registration) === undefined && registration.directory === undefined);

/** A manual review that could not be opened: there was no reviewer for it. */
export const awaitsReviewers = (registration: Registration): registration is OpenRegistration =>
  registration.status === 'manual_review' && registration.approvalId === undefined;

/** The approval that still waits for its people: of the registration, or the review of an identity. */
export const pendingApproval = ({ status, approvalId }: KnownRegistration): string | undefined =>
  status === 'awaiting_approval' || status === 'manual_review' ? approvalId : undefined;

/** The evidence that the applicant owes now. */
export const owedEvidence = (registration: KnownRegistration): Applicant['evidence'] =>
  pendingApproval(registration) === undefined ? undefined : registration.evidence;

/** When that approval lapses unless somebody acts: while evidence is owed, with the time for it. */
export const approvalLapsesAt = (registration: KnownRegistration): Instant | undefined =>
  owedEvidence(registration)?.until ?? registration.approvalExpiresAt;

/**
 * A draft and a check lapse; so does a review without reviewers of a registration that was opened under version 1 of
 * the policy. Once people have been asked, their own time limit holds.
 */
export const lapses = (registration: Registration): registration is OpenRegistration =>
  isUnsubmitted(registration) &&
  (registration.status !== 'manual_review' || (awaitsReviewers(registration) && registration.waitsForReviewers === undefined));

/** An entry that the directory does not take back: an operator must settle that with it. */
export const removalIsRefused = (registration: Registration): registration is Ended & { removalRefused: string } =>
  isEnded(registration) && registration.directory === 'made' && registration.removalRefused !== undefined;

/** Nobody decided about it in time (P3). One that an older release submitted ends without a task, as before. */
export const lapsedUndecided = (registration: Registration): registration is Ended & { approvalId: string } =>
  isKept(registration) &&
  registration.reason === approvalExpired &&
  registration.approvalId !== undefined &&
  registration.approvalExpiresAt !== undefined;

/** The invite that it has reserved, and that nobody else comes by meanwhile. */
export const heldInvite = ({ joining, inviteUnheld }: Applicant): string | undefined =>
  inviteUnheld === true ? undefined : joining?.inviteId;

/** The account that the applicant acts by: the one that they join with, else the one that this registration opens. */
export const applicantAccount = ({ joins, accountId }: Applicant): string => joins ?? accountId;

/** The department that the applicant comes into: of the invite, else the one that they have chosen. */
export const joinedDepartment = ({ joining, profile }: Pick<Applicant, 'joining' | 'profile'>): string | undefined =>
  joining?.departmentId ?? profile?.departmentId;
