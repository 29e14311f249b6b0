import { code, count, defined, eventsOf, flag, group, id, instant, list, optional, type DataOf, type EventOf } from '../events';
import {
  applicantFields,
  endedFields,
  erasedFields,
  evidenceFields,
  isEnded,
  isKnown,
  isOpen,
  profileFields,
  provenFields,
  reviewCauses,
  type Ended,
  type KnownRegistration,
  type OpenRegistration,
  type Registration,
} from './registration';
import { numberPlace } from './number-place';
import { unreadableFields } from './unreadable';
import { offeredFields } from '../position/offered';
import { livenessEvents } from './liveness.events';
import { messengerEvents } from './messengers.events';
import { inReview, reviewEvents, withoutApproval } from './review.events';
import { securityEvents } from './security.events';
import type { UnhappyEnd } from './registration.policy';
import { boundDevice } from '../account/device';
import { frequentCauses } from '../risk-alert/risk-alert';

const { event, from } = eventsOf<Registration>();
const whenKnown = from(isKnown);
const whenOpen = from(isOpen);
const whenEnded = from(isEnded);

/** The approval that is asked for. Older releases did not record when it lapses. */
const asked = { approvalId: id, approvalExpiresAt: optional(instant) };

/** A document that another person had when the profile was given, and that nobody has any more. */
const document = { identityId: optional(id) };
const position = { positionStreamId: id, autoApprove: flag, ...offeredFields };
const profileGiven = {
  ...profileFields,
  /** Another position of the company than the one that the invite names. */
  position: optional(group(position)),
  /** R17: the kinds of what was shown with it, by references. */
  evidence: optional(list(code())),
};
const check = { attempt: count, outcome: code('confirmed', 'unconfirmed', 'unavailable') };
/** The document is claimed with its check. */
const identityCheck = { ...check, ...document };
const unreadable = { attempt: count, field: code(...unreadableFields) };

/**
 * What an end moves elsewhere: the invite that goes back, the approval that is pointless, the account that must be
 * undone.
 */
const released = { inviteId: optional(id), approvalId: optional(id), undo: optional(id) };
const endedWhy = { ...endedFields, reason: code(), ...released };

/** R17: which account goes on, and what it takes. */
const merged = {
  accountId: id,
  /** Closed with it: the account whose number was proven, or the one that had the document. */
  closes: optional(id),
  applicantId: id,
  /** The account that goes on takes the document of the other one. */
  takesDocument: flag,
  /** That document by its id: it may be a further one of the account that is closed. */
  documentId: optional(id),
  /** It takes the proven number from here. */
  number: optional(group({ phoneId: id, from: id })),
  draftExpiresAt: instant,
};

export const registrationEvents = {
  RegistrationOpened: event(
    {
      ...{ ...applicantFields, platform: code(), consentVersion: code(), timeZone: optional(code()) },
      /** R14: who let the device register, by their principal. */
      scannedBy: optional(id),
    },
    (_, { platform: _platform, consentVersion: _consent, scannedBy: _sponsor, timeZone, ...kept }) => ({
      status: 'draft',
      ...kept,
      ...(kept.proofs && defined({ timeZone })),
      phoneProven: false,
      signInGiven: false,
      checks: 0,
      failures: 0,
    }),
  ),
  PhoneCorrected: whenOpen({ phoneId: id, number: optional(numberPlace) }, ({ number: _before, ...state }, { phoneId, number }) => ({
    ...state,
    phoneId,
    ...defined({ number }),
    corrections: (state.corrections ?? 0) + 1,
  })),
  PhoneProven: whenOpen(
    {
      ...provenFields,
      supersedes: optional(id),
      phoneFreeSince: optional(instant),
      /** R3: the invite that is reserved by this proof, and the registration that had it and proves nobody. */
      inviteId: optional(id),
      takesInviteFrom: optional(id),
    },
    (
      { inviteUnheld: _anybodys, ...state },
      { supersedes: _rival, phoneFreeSince: _before, inviteId: _held, takesInviteFrom: _former, ...proven },
    ) => ({
      ...state,
      phoneProven: true,
      ...proven,
    }),
  ),
  /** V7: one too many on its day; administrators are alerted. */
  FrequentRegistrationSeen: whenOpen({ causes: list(code(...frequentCauses)) }, (state) => ({ ...state, alerted: true }), { minor: true }),
  SignInRecorded: whenOpen({}, (state) => ({ ...state, signInGiven: true, signIns: (state.signIns ?? 0) + 1 })),
  ProfileGiven: whenOpen(profileGiven, withProfile),
  /** V10: a person without a company begins without a document. */
  DocumentLeftOut: whenOpen({ attempt: count, applicantId: id, reviewId: id }, (state, { attempt, ...ids }) => {
    const { verified: _before, unreadable: _shown, ...rest } = withoutFace(state);
    return { ...rest, profile: { attempt, ...ids, elsewhere: false }, checks: attempt, unverified: true };
  }),
  IdentityChecked: whenKnown(identityCheck, withCheck),
  DocumentUnreadable: whenKnown(unreadable, withUnreadable),
  ManualReviewBegan: whenOpen({ cause: code(...reviewCauses) }, (state, { cause }) => inReview(state, cause)),
  /** Nobody can review it yet: it waits for reviewers, however long. */
  ReviewersAwaited: whenOpen({}, (state) => ({ ...state, waitsForReviewers: true })),
  ReviewOpened: whenOpen(asked, ({ waitsForReviewers: _found, ...state }, { approvalId, approvalExpiresAt }) => ({
    ...state,
    approvalId,
    ...defined({ approvalExpiresAt }),
  })),
  ...reviewEvents,
  ...livenessEvents,
  ...messengerEvents,
  ...securityEvents,
  IdentityReviewed: whenOpen({ draftExpiresAt: instant }, (state, { draftExpiresAt }) => ({
    ...withoutApproval(state),
    status: 'draft',
    verified: 'reviewer',
    draftExpiresAt,
  })),
  /** R17: the applicant has an account here, and goes on with it. */
  ApplicantMerged: whenOpen(merged, withMerge),
  /** R17: nothing is left to register for. */
  RegistrationMerged: whenOpen({ ...endedFields, accountId: id, inviteId: optional(id) }, (state, { accountId, ...ended }) => ({
    ...endAs('merged')(state, ended),
    mergedInto: accountId,
  })),
  /** Of older streams: its name told every reader of event names that another person had the document. */
  DocumentReserved: whenOpen({ identityId: id }, withDocument),
  RegistrationSubmitted: whenOpen(
    { ...asked, ...document, alertId: optional(id), accountAlerts: optional(list(id)) },
    (state, submitted) => ({
      ...withDocument(state, submitted),
      status: 'awaiting_approval',
      approvalId: submitted.approvalId,
      ...defined({ approvalExpiresAt: submitted.approvalExpiresAt }),
    }),
  ),
  /** V8: the clock of its approval stands still until the evidence has come. */
  EvidenceRequested: whenOpen(evidenceFields, (state, evidence) => ({ ...state, evidence })),
  /** By its applicant; the approval takes it in the same transaction. */
  EvidenceGiven: whenOpen({ requestId: id, kinds: list(code()) }, (state, { kinds }) =>
    state.status === 'manual_review' ? withShown(state, kinds) : state,
  ),
  /** X15: the clock of its approval goes on, which lapses as much later as it stood still. */
  ApprovalResumed: whenOpen({ approvalExpiresAt: optional(instant) }, ({ evidence: _given, ...state }, { approvalExpiresAt }) => ({
    ...state,
    ...defined({ approvalExpiresAt }),
  })),
  /** By another policy of its approval: only then a release before this event must leave it alone. */
  ApprovalEndMoved: whenOpen({ approvalExpiresAt: optional(instant) }, ({ approvalExpiresAt: _before, ...state }, moved) => ({
    ...state,
    ...defined(moved),
  })),
  RegistrationApproved: whenOpen({ accountId: id, joins: flag, rule: optional(code()), ...document }, (state, approved) => ({
    ...withDocument(state, approved),
    status: 'activating',
  })),
  DirectoryEntryMade: whenKnown({}, (state) => ({ ...state, directory: 'made' })),
  DirectoryEntryRefused: whenKnown({ reason: code() }, (state) => ({ ...state, directory: 'refused' })),
  DirectoryEntryRemoved: whenKnown({}, (state) => ({ ...withoutRefusal(state), directory: 'removed' })),
  DirectoryRemovalRefused: whenKnown({ reason: code() }, (state, { reason }) => ({ ...state, removalRefused: reason })),
  DirectoryRemovalRetried: whenKnown({ attempt: count }, (state, { attempt }) => ({
    ...withoutRefusal(state),
    removalRetries: attempt,
  })),
  RegistrationActivated: whenOpen({ accountId: id, inviteId: optional(id), device: optional(boundDevice) }, (state) => ({
    ...state,
    status: 'active',
  })),
  RegistrationRejected: whenOpen(endedWhy, endAs('rejected')),
  RegistrationWithdrawn: whenOpen({ ...endedFields, ...released, continuesIn: optional(id) }, (state, { continuesIn, ...ended }) => ({
    ...endAs('withdrawn')(state, ended),
    ...defined({ continuesIn }),
  })),
  RegistrationExpired: whenOpen(endedWhy, endAs('expired')),
  RetentionShortened: whenEnded({ erasesAt: instant }, (state, { erasesAt }) => ({ ...state, erasesAt })),
  RetentionEnded: whenEnded({}, (state) => ({ ...state, retentionOver: true })),
  ApplicantErased: whenKnown(erasedFields, (state, erased) => ({ ...state, erased })),
};
export type RegistrationEvent = EventOf<typeof registrationEvents>;

/** Another profile is another check: what was verified before does not count for it. */
function withProfile(state: OpenRegistration, { position, evidence, ...profile }: DataOf<typeof profileGiven>): Registration {
  const { verified: _before, unverified: _given, unreadable: _seen, shown: _former, joining, ...rest } = withoutFace(state);
  return { ...withShown(rest, evidence ?? []), status: 'verifying', profile, ...(joining && { joining: { ...joining, ...position } }) };
}

/** R18: a face was that of the person of the document; the recordings and failures so far still count. */
function withoutFace({ liveness, ...state }: OpenRegistration): OpenRegistration {
  if (liveness === undefined) return state;
  const { outcome: _before, isLast: _older, ...counts } = liveness;
  return { ...state, liveness: counts };
}

const withShown = (state: OpenRegistration, kinds: readonly string[]): OpenRegistration =>
  kinds.length === 0 ? state : { ...state, shown: [...new Set([...(state.shown ?? []), ...kinds])] };

/** The number and the document are the account’s: nothing is reserved here any more. */
function withMerge(state: OpenRegistration, { accountId, applicantId, draftExpiresAt }: DataOf<typeof merged>): OpenRegistration {
  const { deviceId: _left, profile, ...rest } = withoutApproval(state);
  const others = [profile?.applicantId, profile?.ownerId].find((each) => each !== undefined && each !== applicantId);
  const { identityId: _freed, ownerId: _before, ...kept } = profile ?? { attempt: 0, applicantId, reviewId: applicantId, elsewhere: false };
  const own = { ...kept, applicantId, elsewhere: false, ...defined({ ownerId: others }) };
  return { ...rest, status: 'draft', verified: 'reviewer', joins: accountId, draftExpiresAt, profile: own };
}

function withDocument(state: OpenRegistration, { identityId }: { identityId?: string | undefined }): OpenRegistration {
  const { profile } = state;
  return profile && identityId !== undefined ? { ...state, profile: { ...profile, identityId } } : state;
}

/** A check that answers too late is kept, and changes nothing else. */
function withCheck(state: KnownRegistration, { attempt, outcome, identityId }: DataOf<typeof identityCheck>): Registration {
  const counted = { ...state, checks: attempt };
  if (counted.status !== 'verifying') return counted;
  const failures = counted.failures + (outcome === 'unconfirmed' ? 1 : 0);
  return withDocument({ ...counted, status: 'draft', failures, ...(outcome === 'confirmed' && { verified: 'registry' }) }, { identityId });
}

/** The applicant shows the document again. No failure: nobody has looked at what they said. */
function withUnreadable(state: KnownRegistration, { attempt, field }: DataOf<typeof unreadable>): Registration {
  const counted = { ...state, checks: attempt };
  return counted.status === 'verifying' ? { ...counted, status: 'draft', unreadable: field } : counted;
}

function withoutRefusal({ removalRefused: _settled, ...rest }: KnownRegistration): KnownRegistration {
  return rest;
}

function endAs(status: UnhappyEnd) {
  return (state: OpenRegistration, { reason, erasesAt }: DataOf<typeof endedFields>): Ended => ({
    ...state,
    status,
    erasesAt,
    retentionOver: false,
    ...defined({ reason }),
  });
}
