interface ProblemEntry {
  status: number;
  title: string;
}

const entry = (status: number, title: string): ProblemEntry => ({ status, title });

/** Refused before anything is decided: the request itself. These do not consume the idempotency key. */
const request = {
  'bad-request': entry(400, 'The request cannot be read'),
  'malformed-json': entry(400, 'The body is no JSON'),
  'idempotency-key-missing': entry(400, 'Idempotency-Key is missing'),
  'idempotency-key-invalid': entry(400, 'Idempotency-Key must be 1 to 255 visible characters'),
  'on-behalf-of-invalid': entry(400, 'On-Behalf-Of must name a person: user:<id>'),
  'if-match-invalid': entry(400, 'If-Match must be one strong ETag of this process'),
  unauthenticated: entry(401, 'No valid API key'),
  'signature-invalid': entry(401, 'Not signed by this provider, or not in the last minutes'),
  forbidden: entry(403, 'Not allowed with this API key'),
  'person-unknown': entry(403, 'Nobody to act for'),
  'not-found': entry(404, 'Not found'),
  'request-timeout': entry(408, 'The request took too long to arrive'),
  'body-too-large': entry(413, 'The body is larger than 64 KiB'),
  'uri-too-long': entry(414, 'The address is too long'),
  'headers-too-large': entry(431, 'The headers are too large'),
  'unsupported-media-type': entry(415, 'The body must be application/json'),
  'invalid-request': entry(422, 'The request does not fit its schema'),
  'page-token-invalid': entry(422, 'pageToken is not one that a page gave'),
  'cursor-invalid': entry(422, 'after is not a cursor that this feed gave'),
  'phone-invalid': entry(422, 'Not an international phone number'),
  'email-invalid': entry(422, 'Not an e-mail address'),
  'company-unknown': entry(422, 'There is no such company'),
} as const;

/** The kernel's own: about the call, whatever its process. */
const kernel = {
  'version-mismatch': entry(412, 'The process has moved on since that version'),
  'idempotency-key-reused': entry(422, 'This Idempotency-Key belongs to another request'),
  'effect-not-begun': entry(409, 'Nobody has begun this'),
  'clock-advancing': entry(409, 'The clock is being moved already'),
  'clock-not-quiet': entry(409, 'Something does not come to rest'),
  unavailable: entry(503, 'Maybe done, maybe not: the same Idempotency-Key settles it'),
  'no-worker': entry(503, 'No worker answers for this workflow'),
  internal: entry(500, 'A fault of ours'),
} as const;

const challenges = {
  'challenge-unknown': entry(422, 'There is no such code'),
  'code-invalid': entry(422, 'The code is wrong'),
  'code-expired': entry(410, 'The code is spent'),
  'too-many-codes': entry(429, 'Too many codes or tries for this number'),
} as const;

const accounts = {
  'account-exists': entry(409, 'The account exists'),
  'account-unknown': entry(404, 'Not found'),
  'account-not-active': entry(409, 'The account is not active'),
  'account-not-frozen': entry(409, 'The account is not frozen by this process'),
  'activated-in-future': entry(422, 'activatedAt lies in the future'),
  'phone-taken': entry(409, 'Somebody holds this phone number'),
  'phone-in-cooldown': entry(409, 'This phone number is not free yet'),
  'tier-out-of-order': entry(409, 'The tier before comes first'),
} as const;

const deregistrations = {
  'deregistration-exists': entry(409, 'The deregistration exists'),
  'deregistration-unknown': entry(404, 'Not found'),
  'deregistration-pending': entry(409, 'The account is being deregistered'),
  'deregistration-revoked': entry(409, 'The deregistration is undone'),
  'deregistration-not-cooling-off': entry(409, 'The deregistration is not in its cooling-off'),
  'preconditions-unmet': entry(409, 'Something is to be done first'),
  'cooling-off-over': entry(409, 'The cooling-off is over'),
  'proof-not-original-phone': entry(422, 'The code did not go to the original phone for this deregistration'),
  'not-due': entry(409, 'Too early'),
  'reminder-not-planned': entry(409, 'No such reminder is planned'),
  'step-not-owed': entry(409, 'Nothing is being purged'),
  'step-not-blocked': entry(409, 'The step is not blocked'),
  'step-blocked': entry(409, 'The step is blocked'),
  'step-has-receipt': entry(409, 'The step is done'),
  'step-out-of-order': entry(409, 'Other steps come first'),
  'directory-not-retained': entry(409, 'The directory entry is not being kept'),
  'phone-not-retained': entry(409, 'The phone number is not being kept'),
} as const;

const companies = {
  'company-exists': entry(409, 'The company exists'),
  'company-not-verified': entry(409, 'The company is not verified'),
  'position-exists': entry(409, 'The company has this position already'),
  'position-unknown': entry(422, 'The company has no such position'),
  'role-unknown': entry(422, 'There is no such role there'),
  'role-held-already': entry(409, 'This person holds the role already'),
  'invite-exists': entry(409, 'The invite exists'),
  'manager-missing': entry(422, 'Somebody must be named who confirms whoever comes'),
  'invite-period-invalid': entry(422, 'An invite is good for more than nothing and for at most limit days'),
  'invite-invalid': entry(422, 'The invite is not good'),
  'invite-expired': entry(410, 'The invite has expired'),
  'invite-not-reserved': entry(409, 'The invite is not reserved by this process'),
} as const;

const registrations = {
  'registration-exists': entry(409, 'The registration exists'),
  'registration-unknown': entry(404, 'Not found'),
  'registration-pending': entry(409, 'Another registration of this person is under way'),
  'registration-closed': entry(409, 'The registration is closed'),
  'registration-expired': entry(410, 'The registration has expired'),
  'registration-submitted': entry(409, 'The registration has been submitted'),
  'phone-proven': entry(409, 'The phone is proven'),
  'channel-not-allowed': entry(403, 'Nobody registers this way on this platform'),
  'device-untrusted': entry(403, 'This device is not trusted'),
  'consent-missing': entry(422, 'The consent of the person is missing'),
  'zone-unknown': entry(422, 'There is no such time zone'),
  'id-number-invalid': entry(422, 'Nobody can have this number'),
  'mrz-checksum': entry(422, 'The machine-readable lines were misread'),
  'visa-expired': entry(422, 'The visa has expired'),
  'identity-taken': entry(409, 'Somebody is known by this document'),
  'check-under-way': entry(409, 'The identity is being checked'),
  'already-a-member': entry(409, 'This person belongs to the company already'),
  'account-not-open': entry(409, 'The account cannot be joined'),
  'identity-unconfirmed': entry(409, 'The identity was not confirmed'),
  'check-not-awaited': entry(409, 'No such check is awaited'),
  'approval-not-awaited': entry(409, 'No such approval is awaited'),
  'entry-recorded': entry(409, 'The directory has answered already'),
  'entry-not-asked-for': entry(409, 'Nothing was asked of the directory'),
  'entry-not-there': entry(409, 'There is no entry to be taken back'),
  'removal-refused': entry(409, 'The directory has refused to take the entry back'),
  'removal-not-refused': entry(409, 'No entry waits to be taken back again'),
  'account-not-purged': entry(409, 'The account is not being purged'),
  'nothing-retained': entry(409, 'Nothing is kept that could be let go'),
  'nothing-to-erase': entry(409, 'There is nothing to erase'),
  'reviewers-missing': entry(409, 'Nobody could review this identity'),
  'review-not-awaited': entry(409, 'No review waits to be opened'),
} as const;

const approvals = {
  'approval-exists': entry(409, 'The approval exists'),
  'approval-unknown': entry(404, 'Not found'),
  'matter-type-unknown': entry(422, 'No approval of such a matter can be asked for'),
  'policy-unknown': entry(422, 'There is no such policy'),
  'approvers-missing': entry(409, 'Nobody, or too few different people, could confirm this'),
  'not-an-approver': entry(403, 'Nothing here is yours to decide'),
  'self-approval': entry(403, 'Nobody decides what he has asked for'),
  'not-the-requester': entry(403, 'Only who asked for it may withdraw it'),
  'already-decided': entry(409, 'This has been decided'),
  'approval-closed': entry(409, 'The approval is closed'),
  'approval-expired': entry(409, 'The approval has expired'),
  'reason-missing': entry(422, 'A rejection needs a reason'),
  'task-unknown': entry(422, 'You have no such task here'),
  'task-taken': entry(409, 'Somebody else has taken this'),
  'task-taken-already': entry(409, 'You have taken this already'),
  'task-not-taken': entry(409, 'You have not taken this'),
  'needed-in-other-slot': entry(409, 'Nobody else could fill the other slot'),
} as const;

/** The one place where a code meets HTTP: whatever refuses, here or in the domain, stands in this table. */
export const problems = {
  ...request,
  ...kernel,
  ...challenges,
  ...accounts,
  ...deregistrations,
  ...companies,
  ...registrations,
  ...approvals,
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof problems;

/** What a code is told as. @returns undefined for a code that is missing here, which is a bug of ours. */
export const problemEntry = (code: string): ProblemEntry | undefined =>
  Object.hasOwn(problems, code) ? problems[code as ProblemCode] : undefined;

export const problemType = (code: string): string => `https://tenure.dev/problems/${code}`;
