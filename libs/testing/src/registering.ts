import { day, type processes } from '#domain';

type Registration = (typeof processes)['registration'];
type Event = Parameters<Registration['evolve']>[1];
type Command = Parameters<Registration['decide']>[1];
type Of<T extends { type: string }, Name> = Extract<T, { type: Name }>;

const ids = { registrationId: 'r', accountId: 'a', subjectId: 's', phoneId: 'p' } as const;
const people = { roleStreams: { 'it-admin': 'admins', 'identity-reviewer': 'reviewers' } } as const;
const opening = { ...ids, ...people, platform: 'ios', scanProof: false, integrity: 'genuine', consentVersion: '2025-06' } as const;
const { scanProof: _scan, ...recorded } = opening;

const openPersonal: Of<Command, 'OpenRegistration'> = { type: 'OpenRegistration', variant: 'personal', ...opening };
const giveProfile: Of<Command, 'GiveProfile'> = {
  type: 'GiveProfile',
  identity: { identifierId: 'document', key: 'n' },
  applicant: { accountId: 'a', principalId: 'applicant' },
  reviewId: 'review',
};
const device = { key: 'd', entryId: 'device' } as const;
const provePhone: Of<Command, 'ProvePhone'> = { type: 'ProvePhone', key: 'k', device };
const openedPersonal: Of<Event, 'RegistrationOpened'> = {
  type: 'RegistrationOpened',
  variant: 'personal',
  ...recorded,
  draftExpiresAt: 7 * day,
};
const openedMember: Of<Event, 'RegistrationOpened'> = {
  ...openedPersonal,
  variant: 'member',
  joining: { companyId: 'c', inviteId: 'i', positionStreamId: 'sales', managers: ['manager'], autoApprove: false },
};
/** What nobody demands more than. */
const proofs = { security: false, face: false, strict: false, faceReader: true };
const proven: Event = { type: 'PhoneProven', deviceId: 'device' };
const joins: Event = { type: 'PhoneProven', joins: 'old-account' };
const signedIn: Event = { type: 'SignInRecorded' };
const given: Of<Event, 'ProfileGiven'> = {
  type: 'ProfileGiven',
  attempt: 1,
  applicantId: 'applicant',
  reviewId: 'review',
  identityId: 'document',
  elsewhere: false,
};
/** Of a document that another person has. */
const { identityId: _theirs, ...withoutDocument } = given;
const givenElsewhere: Event = { ...withoutDocument, elsewhere: true, holder: 'b' };
const givenOwn: Event = withoutDocument;
/** As it is given since version 4 of the policy: claimed once it is confirmed, by this id. */
const typed = { ...withoutDocument, documentId: 'document' } satisfies Event;
const checked = (outcome: Of<Event, 'IdentityChecked'>['outcome'] = 'confirmed', attempt = 1): Event => ({
  type: 'IdentityChecked',
  attempt,
  outcome,
});
const inReview: readonly Event[] = [checked('unavailable'), { type: 'ManualReviewBegan', cause: 'registry-unavailable' }];
const reviewOpened: Event = { type: 'ReviewOpened', approvalId: 'review' };
const submitted: Event = { type: 'RegistrationSubmitted', approvalId: 'v' };
const approved: Event = { type: 'RegistrationApproved', accountId: 'a', joins: false };

/**
 * One registration step by step, as commands and as events: `r` of the applicant `applicant`, opened at 0, with the
 * phone `p` and the document `document`;
 * a member's comes with the invite `i` of the company `c`. If it comes to an account, that is `a`.
 */
/** The outcome of an approval; `approvalId` is `v` for the whole registration, `review` for the identity. */
const outcome = (
  result: Of<Command, 'RecordApprovalOutcome'>['outcome'],
  approvalId: string,
  reasonCode?: string,
): Of<Command, 'RecordApprovalOutcome'> => ({
  type: 'RecordApprovalOutcome',
  approvalId,
  outcome: result,
  ...(reasonCode !== undefined && { reasonCode }),
});

export const registering = {
  outcome,
  openPersonal,
  openMember: { ...openPersonal, variant: 'member', inviteId: 'i' } satisfies Command as typeof openPersonal,
  provePhone,
  giveProfile,
  openedPersonal,
  openedMember,
  proofs,
  proven,
  joins,
  signedIn,
  given,
  givenElsewhere,
  givenOwn,
  typed,
  checked,
  reviewOpened,
  submitted,
  approved,
  /** Histories, by the state that they lead to. */
  at: {
    personalProven: [openedPersonal, proven],
    personalReady: [openedPersonal, proven, signedIn, given, checked()],
    memberProven: [openedMember, proven],
    memberJoining: [openedMember, joins],
    verifying: [openedMember, proven, given],
    awaitingReviewers: [openedMember, proven, given, ...inReview],
    inReview: [openedMember, proven, given, ...inReview, reviewOpened],
    memberReady: [openedMember, proven, given, checked()],
    submitted: [openedMember, proven, given, checked(), submitted],
    submittedJoining: [openedMember, joins, givenOwn, checked(), submitted],
    activating: [openedMember, proven, given, checked(), submitted, approved],
    activatingJoining: [openedMember, joins, givenOwn, checked(), submitted, { ...approved, accountId: 'old-account', joins: true }],
    active: [
      openedMember,
      proven,
      given,
      checked(),
      submitted,
      approved,
      { type: 'DirectoryEntryMade' },
      { type: 'RegistrationActivated', accountId: 'a', inviteId: 'i' },
    ],
  } satisfies Record<string, readonly Event[]>,
};
