import type { Instant } from '../decider';
import { credentialMethods, levels } from '../account/levels.policy';
import { code, count, group, id, instant, oneOf, optional, table, type DataOf } from '../events';
import type { CaseEnd } from './verification.policy';

export const openedFields = {
  caseId: id,
  accountId: id,
  /** Of the data of this case alone, so that it can go while other cases of the account stay. */
  subjectId: id,
  /** The company that asked for it; none: the person's own. */
  companyId: optional(id),
  /** Of the membership there, as it was at the opening. */
  departmentId: optional(id),
  method: code(),
  /** The principal of the person, who decides nothing here. */
  personId: id,
  /** Stands for the place of the one open case of this method and account. */
  placeId: id,
  /** The ids that the review and the credential will have. */
  reviewId: id,
  credentialId: id,
  /** The streams of the roles whose holders may have to decide, by role. */
  roleStreams: table(id),
  expiresAt: instant,
};

/** What a check came to. `unreadable`: the document in `field` cannot be read, and another picture of it may be. */
export const checkOutcomes = ['confirmed', 'unconfirmed', 'unreadable', 'unavailable'] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];

/** Why a person must look. Reviewers alone learn it. */
export const reviewCauses = [
  ...(['failed-too-often', 'provider-unavailable', 'asked-for', 'evidence'] as const),
  ...(['document-elsewhere', 'document-differs'] as const),
] as const;
export type CaseReviewCause = (typeof reviewCauses)[number];

/** A document that an attempt is about: `namedId` stands for it in this case, `identityId` once it is the account's. */
export const documentFields = { namedId: id, identityId: id };

/** What it has earned: a credential, a level, or both. */
export const earnedFields = {
  credential: optional(
    group({ credentialId: id, method: code(...credentialMethods), validUntil: optional(instant), identityId: optional(id) }),
  ),
  level: optional(oneOf(...levels)),
};

export const erasedFields = { at: instant, items: count };

interface Case extends DataOf<typeof openedFields> {
  /** Attempts that were made, those whose check has answered, and those of them that were not confirmed. */
  attempts: number;
  checks: number;
  failures: number;
  /** Until when the document of the newest attempt counts. */
  documentEndsAt?: Instant;
  /** That document, by ids. None: a release before named none, or the method is about none. */
  document?: DataOf<typeof documentFields>;
  lastOutcome?: CheckOutcome;
  /** The field that nobody could read. */
  unreadable?: string;
  /** How often evidence was given, and the kinds that came. */
  evidence?: number;
  evidenceKinds?: readonly string[];
  reviewCause?: CaseReviewCause;
  /** How many failures the person has been told of: not that of the check that led to the review. */
  failuresTold?: number;
  /** R17: that people look stays inside. `isAskedFor`: the person has asked for them. */
  looksInside?: true;
  isAskedFor?: true;
  /** The review has no reviewer yet. */
  waitsForReviewers?: true;
  /** The review that decides now or has decided. */
  approvalId?: string;
  erased?: DataOf<typeof erasedFields>;
}

export type OpenCase = Case & { status: 'open' | 'challenged' | 'manual_review' };
export type EndedCase = Case &
  DataOf<typeof earnedFields> & {
    status: CaseEnd;
    by?: 'provider' | 'reviewer';
    reason?: string;
    erasesAt: Instant;
    retentionOver: boolean;
  };

/**
 * open ⇄ challenged → passed; after too many failures, or as the person asks, manual_review → passed | refused. An
 * untouched case expires, and a withdrawal ends it at any time.
 */
export type Verification = { status: 'none' } | OpenCase | EndedCase;
export type KnownCase = OpenCase | EndedCase;

const openStates: readonly string[] = ['open', 'challenged', 'manual_review'];

export const isKnown = (state: Verification): state is KnownCase => state.status !== 'none';
export const isUnderWay = (state: Verification): state is OpenCase => openStates.includes(state.status);
export const isEnded = (state: Verification): state is EndedCase => isKnown(state) && !isUnderWay(state);
export const isKept = (state: Verification): state is EndedCase => isEnded(state) && !state.retentionOver;

/** A review that could not be opened: there was nobody to do it. */
export const awaitsReviewers = (state: Verification): state is OpenCase =>
  state.status === 'manual_review' && state.approvalId === undefined;

/** The review that still waits for its people. */
export const pendingReview = (state: KnownCase): string | undefined => (state.status === 'manual_review' ? state.approvalId : undefined);

/**
 * The person may ask for people to look, once; where people look already and that stays inside, nothing else follows.
 */
export const mayAskForReview = ({ status, looksInside, isAskedFor }: OpenCase): boolean =>
  status !== 'manual_review' || (looksInside === true && isAskedFor === undefined);

/** R17: the review that others may learn of: one that has decided. */
export const reviewShown = (state: KnownCase, staysInside: boolean): string | undefined =>
  !staysInside || (isEnded(state) && state.status !== 'withdrawn') ? state.approvalId : undefined;
