interface ProblemEntry {
  status: number;
  /** What is the matter. */
  title: string;
  /** What to do now: which call, which field, when. A fixed sentence, with nothing of the request in it. */
  detail: string;
}

const entry = (status: number, title: string, detail: string): ProblemEntry => ({ status, title, detail });

/** Of what is only ever refused to the clock, to reactions and to effects. */
const nobodyAsks = 'No call leads here: report the traceId if one does.';

/** Refused before anything is decided: the request itself. These do not consume the idempotency key. */
const request = {
  'bad-request': entry(400, 'The request cannot be read', 'Send a well-formed HTTP request; /openapi.json describes each route.'),
  'malformed-json': entry(400, 'The body is no JSON', 'Send a body that is valid JSON.'),
  'idempotency-key-missing': entry(
    400,
    'Idempotency-Key is missing',
    'Send the header Idempotency-Key with a value of your own, a new one for each new command, and the same one again when you repeat a call.',
  ),
  'idempotency-key-invalid': entry(
    400,
    'Idempotency-Key must be 1 to 255 visible characters',
    'Send a shorter Idempotency-Key of visible ASCII characters, without spaces.',
  ),
  'on-behalf-of-invalid': entry(
    400,
    'On-Behalf-Of must name a person: user:<id>',
    'Send On-Behalf-Of as user: followed by the uuid of one person, or leave it out.',
  ),
  'if-match-invalid': entry(
    400,
    'If-Match must be one strong ETag, of the process that the address names',
    'Send the ETag that the process was last told with; on a route that names none, leave If-Match out.',
  ),
  unauthenticated: entry(
    401,
    'No valid API key',
    'Send Authorization: Bearer with a key that is neither revoked nor expired; an operator makes one with POST /v1/api-keys.',
  ),
  'signature-invalid': entry(
    401,
    'Not signed by this provider, or not in the last minutes',
    'Sign the body as it is sent, with the shared secret and the time of now, and send it again.',
  ),
  forbidden: entry(
    403,
    'Not allowed with this API key',
    'Use a key whose roles and scopes allow this call, and without On-Behalf-Of where it is not for people; an operator makes keys with POST /v1/api-keys.',
  ),
  'person-unknown': entry(
    403,
    'Nobody to act for',
    'Name the account of the person, or the id that an operator has named him by as an approver or the holder of a role.',
  ),
  'account-frozen': entry(
    403,
    'The account of this person is frozen',
    'Undo the deregistration first; until then the person can see his account, and his deregistration, and nothing else.',
  ),
  'not-found': entry(404, 'Not found', 'Check the address and the id; what this caller may not see is answered like what is not there.'),
  'request-timeout': entry(408, 'The request took too long to arrive', 'Send the whole request at once, with the same Idempotency-Key.'),
  'body-too-large': entry(413, 'The body is larger than 64 KiB', 'Send a smaller body.'),
  'uri-too-long': entry(414, 'The address is too long', 'Send a shorter address.'),
  'too-many-requests': entry(429, 'Too many calls for this minute', 'Wait as long as Retry-After says, and send fewer calls a minute.'),
  'headers-too-large': entry(431, 'The headers are too large', 'Send fewer or shorter headers.'),
  'unsupported-media-type': entry(415, 'The body must be application/json', 'Send the header Content-Type: application/json.'),
  'invalid-request': entry(
    422,
    'The request does not fit its schema',
    'Correct the fields that errors names and send it again; the same Idempotency-Key may be used.',
  ),
  'page-token-invalid': entry(
    422,
    'pageToken is not one that a page gave',
    'Send nextPageToken of the page before as it came, or no pageToken to begin at the first page.',
  ),
  'cursor-invalid': entry(
    422,
    'after is not a cursor that this feed gave',
    'Send cursor of the answer before as it came, or no after to begin at the first event.',
  ),
  'phone-invalid': entry(
    422,
    'Not an international phone number',
    'Give the number in its international form, with + and the code of the country.',
  ),
  'email-invalid': entry(422, 'Not an e-mail address', 'Give one plain address of the form name@domain.'),
  'company-unknown': entry(
    422,
    'There is no such company',
    'Give the id of a company that was taken in with POST /v1/companies, or leave companyId out.',
  ),
} as const;

/** The kernel's own: about the call, whatever its process. */
const kernel = {
  'version-mismatch': entry(
    412,
    'The process has moved on since that version',
    'Get the process, decide by what it is now, and send its new ETag as If-Match with a new Idempotency-Key.',
  ),
  'idempotency-key-reused': entry(
    422,
    'This Idempotency-Key belongs to another request',
    'Send a new Idempotency-Key for this request, or the first request unchanged to hear its answer again.',
  ),
  'effect-not-begun': entry(409, 'Nobody has begun this', nobodyAsks),
  'clock-advancing': entry(
    409,
    'The clock is being moved already',
    'Wait until the other POST /dev/clock/advance has answered, and ask again with a new Idempotency-Key.',
  ),
  'clock-not-quiet': entry(
    409,
    'Something does not come to rest',
    'Look at the processes that unmet names and at GET /v1/operator-tasks, remove what keeps them, and move the clock again.',
  ),
  unavailable: entry(
    503,
    'Maybe done, maybe not: the same Idempotency-Key settles it',
    'Repeat the same request with the same Idempotency-Key after the seconds that Retry-After says.',
  ),
  'no-worker': entry(
    503,
    'No worker answers for this workflow',
    'Ask again when a worker runs; where the process stands is told without one by the process itself.',
  ),
  internal: entry(500, 'A fault of ours', 'Repeat the same request with the same Idempotency-Key, and report the traceId if it stays so.'),
} as const;

const challenges = {
  'challenge-unknown': entry(
    422,
    'There is no such code',
    'Ask for a code first, and give the challengeId of its answer where the route takes one.',
  ),
  'code-invalid': entry(
    422,
    'The code is wrong',
    'Give the newest code that arrived, with a new Idempotency-Key, as long as attemptsLeft is not zero; then ask for another.',
  ),
  'code-expired': entry(410, 'The code is spent', 'Ask for another code and give the newest one.'),
  'too-many-codes': entry(
    429,
    'Too many codes or tries for this number',
    'Wait until availableAt, or for a day where it is missing, before asking for a code or trying one again.',
  ),
} as const;

const accounts = {
  'account-exists': entry(409, 'The account exists', nobodyAsks),
  'account-unknown': entry(404, 'Not found', 'Check the id of the account.'),
  'account-not-active': entry(
    409,
    'The account is not active',
    'Get the account: only one that is active, and is not being deregistered, can do this.',
  ),
  'account-not-frozen': entry(409, 'The account is not frozen by this process', nobodyAsks),
  'activated-in-future': entry(422, 'activatedAt lies in the future', 'Give an activatedAt that has passed, or leave it out for now.'),
  'phone-taken': entry(409, 'Somebody holds this phone number', 'Use the account that has the number, or another number.'),
  'phone-in-cooldown': entry(409, 'This phone number is not free yet', 'Wait until availableAt, or use another number.'),
  'tier-out-of-order': entry(409, 'The tier before comes first', nobodyAsks),
} as const;

const deregistrations = {
  'deregistration-exists': entry(409, 'The deregistration exists', nobodyAsks),
  'deregistration-unknown': entry(404, 'Not found', 'Check the id of the deregistration.'),
  'deregistration-pending': entry(
    409,
    'The account is being deregistered',
    'Find it with GET /v1/deregistrations and the accountId, and undo it there if the account is to stay.',
  ),
  'deregistration-revoked': entry(
    409,
    'The deregistration is undone',
    'Nothing is to be done: the account is back; a new POST /v1/deregistrations begins another.',
  ),
  'deregistration-not-cooling-off': entry(409, 'The deregistration is not in its cooling-off', nobodyAsks),
  'preconditions-unmet': entry(
    409,
    'Something is to be done first',
    'Do what unmet names, confirm it in checklist, and ask again with a new Idempotency-Key.',
  ),
  'cooling-off-over': entry(
    409,
    'The cooling-off is over',
    'It cannot be undone any more; the person may register again when the number is free.',
  ),
  'proof-not-original-phone': entry(
    422,
    'The code did not go to the original phone for this deregistration',
    'Ask for a code with POST /v1/deregistrations/…/challenges of this deregistration, and give that challengeId and code.',
  ),
  'not-due': entry(409, 'Too early', nobodyAsks),
  'reminder-not-planned': entry(409, 'No such reminder is planned', nobodyAsks),
  'step-not-owed': entry(409, 'Nothing is being purged', nobodyAsks),
  'step-not-blocked': entry(
    409,
    'The step is not blocked',
    'Get the deregistration: only a step that it tells as blocked can be tried again.',
  ),
  'step-blocked': entry(409, 'The step is blocked', nobodyAsks),
  'step-has-receipt': entry(409, 'The step is done', nobodyAsks),
  'step-out-of-order': entry(
    409,
    'Other steps come first',
    'Do the steps that unmet names first, then this one with a new Idempotency-Key.',
  ),
  'directory-not-retained': entry(409, 'The directory entry is not being kept', nobodyAsks),
  'phone-not-retained': entry(409, 'The phone number is not being kept', nobodyAsks),
} as const;

const companies = {
  'company-exists': entry(409, 'The company exists', nobodyAsks),
  'company-not-verified': entry(
    409,
    'The company is not verified',
    'Have the company verified and taken in with POST /v1/companies first.',
  ),
  'position-exists': entry(409, 'The company has this position already', 'Use the position as it is, or another positionId.'),
  'position-unknown': entry(
    422,
    'The company has no such position',
    'Give a positionId that was added with POST /v1/companies/…/positions of this company.',
  ),
  'role-unknown': entry(422, 'There is no such role there', 'Give a role of a company here, and one of the platform on its own route.'),
  'role-held-already': entry(409, 'This person holds the role already', 'Nothing is to be done: the person has the role.'),
  'invite-exists': entry(409, 'The invite exists', nobodyAsks),
  'invite-period-invalid': entry(
    422,
    'An invite is good for more than nothing and for at most limit days',
    'Give an expiresIn of more than nothing and at most limit days, or leave it out.',
  ),
  'invite-invalid': entry(
    422,
    'The invite is not good',
    'Ask the company for a new invite and give its code; each is good for one person.',
  ),
  'invite-expired': entry(410, 'The invite has expired', 'Ask the company for a new invite and give its code.'),
  'invite-not-reserved': entry(409, 'The invite is not reserved by this process', nobodyAsks),
} as const;

const registrations = {
  'registration-exists': entry(409, 'The registration exists', nobodyAsks),
  'registration-unknown': entry(404, 'Not found', 'Check the id of the registration.'),
  'registration-pending': entry(
    409,
    'Another registration of this person is under way',
    'Finish or withdraw the other registration, or wait for its decision, before this one goes on.',
  ),
  'registration-closed': entry(
    409,
    'The registration is closed',
    'Get the registration to see how it ended; POST /v1/registrations begins another.',
  ),
  'registration-expired': entry(410, 'The registration has expired', 'Begin another with POST /v1/registrations.'),
  'registration-submitted': entry(
    409,
    'The registration has been submitted',
    'Wait for its decision; until then only POST /v1/registrations/…/withdrawal is possible.',
  ),
  'phone-proven': entry(
    409,
    'The phone is proven',
    'Go on with the next step that steps tells as open; another number needs another registration.',
  ),
  'channel-not-allowed': entry(
    403,
    'Nobody registers this way on this platform',
    'Register on another platform, or give scanProof where the platform asks for a scan.',
  ),
  'device-untrusted': entry(403, 'This device is not trusted', 'Register from a real device.'),
  'device-account-limit': entry(
    409,
    'This device has as many accounts as a device may have',
    'Register on another device, or leave with one of the accounts that this one has.',
  ),
  'consent-missing': entry(
    422,
    'The consent of the person is missing',
    'Ask the person for his consent and give the version of its text in consentVersion.',
  ),
  'zone-unknown': entry(422, 'There is no such time zone', 'Give a timeZone by its IANA name, such as Asia/Shanghai, or leave it out.'),
  'id-number-invalid': entry(
    422,
    'Nobody can have this number',
    'Check identity.number for a typing error and send it again; this costs no try.',
  ),
  'mrz-checksum': entry(
    422,
    'The machine-readable lines were misread',
    'Read both lines of identity.mrz again from the document; this costs no try.',
  ),
  'passport-expired': entry(422, 'The passport has expired', 'Give the document that replaced it, or another one.'),
  'visa-expired': entry(422, 'The visa has expired', 'Give the document with a visaUntil that has not passed.'),
  'identity-taken': entry(409, 'Somebody is known by this document', 'Use the account that the person has already.'),
  'check-under-way': entry(
    409,
    'The identity is being checked',
    'Wait with GET /v1/registrations/… and Prefer: wait until the state is draft again.',
  ),
  'already-a-member': entry(
    409,
    'This person belongs to the company already',
    'Use the account that the person has; no second registration is needed.',
  ),
  'account-not-open': entry(409, 'The account cannot be joined', nobodyAsks),
  'identity-unconfirmed': entry(
    409,
    'The identity was not confirmed',
    'Check name and document and give the profile again, as long as attemptsLeft is not zero.',
  ),
  'check-not-awaited': entry(409, 'No such check is awaited', nobodyAsks),
  'approval-not-awaited': entry(409, 'No such approval is awaited', nobodyAsks),
  'entry-recorded': entry(409, 'The directory has answered already', nobodyAsks),
  'entry-not-asked-for': entry(409, 'Nothing was asked of the directory', nobodyAsks),
  'entry-not-there': entry(409, 'There is no entry to be taken back', nobodyAsks),
  'removal-refused': entry(409, 'The directory has refused to take the entry back', nobodyAsks),
  'removal-not-refused': entry(
    409,
    'No entry waits to be taken back again',
    'Nothing is to be done: no directory has refused to take the entry of this registration back.',
  ),
  'account-not-purged': entry(409, 'The account is not being purged', nobodyAsks),
  'nothing-retained': entry(409, 'Nothing is kept that could be let go', nobodyAsks),
  'nothing-to-erase': entry(409, 'There is nothing to erase', nobodyAsks),
  'reviewers-missing': entry(
    409,
    'Nobody could review this identity',
    'Name a reviewer with POST /v1/identity-reviewers who is neither the applicant nor the owner of the document, and ask again.',
  ),
  'review-not-awaited': entry(
    409,
    'No review waits to be opened',
    'Get the registration: only one in manual_review without an approvalId waits for this.',
  ),
} as const;

const approvals = {
  'approval-exists': entry(409, 'The approval exists', nobodyAsks),
  'approval-unknown': entry(404, 'Not found', 'Check the id of the approval.'),
  'matter-type-unknown': entry(
    422,
    'No approval of such a matter can be asked for',
    'Give a matter.type that callers may ask for; registrations and identities open their approvals themselves.',
  ),
  'policy-unknown': entry(422, 'There is no such policy', 'Give a policyId that exists, or leave it out for the default.'),
  'approvers-missing': entry(
    409,
    'Nobody, or too few different people, could confirm this',
    'Name managers and grant the role it-admin with POST /v1/companies/…/roles, so that different people, none of them the applicant, fill every slot; then ask again.',
  ),
  'not-an-approver': entry(
    403,
    'Nothing here is yours to decide',
    'Have one of the assignees decide; GET /v1/approvals with assignee tells what waits for whom.',
  ),
  'self-approval': entry(403, 'Nobody decides what he has asked for', 'Have somebody else of the assignees decide.'),
  'not-the-requester': entry(403, 'Only who asked for it may withdraw it', 'Have the one who asked for it withdraw it.'),
  'already-decided': entry(409, 'This has been decided', 'Nothing is to be done: get the approval to see what was decided.'),
  'approval-closed': entry(409, 'The approval is closed', 'Get the approval to see how it ended; nothing more can be decided.'),
  'approval-expired': entry(
    409,
    'The approval has expired',
    'It cannot be decided any more; whatever is still wanted must be asked for again.',
  ),
  'reason-missing': entry(422, 'A rejection needs a reason', 'Give reason with a code, and a text if there is more to say.'),
  'task-unknown': entry(422, 'You have no such task here', 'Give a taskId that the approval tells as yours, or leave it out.'),
  'task-taken': entry(409, 'Somebody else has taken this', 'Wait until it is decided or released, or have the one who took it decide.'),
  'task-taken-already': entry(409, 'You have taken this already', 'Nothing is to be done: decide it, or release it.'),
  'task-not-taken': entry(409, 'You have not taken this', 'Nothing is to be done: only a task that you have taken can be released.'),
  'needed-in-other-slot': entry(
    409,
    'Nobody else could fill the other slot',
    'Decide your task in the other slot by its taskId, and leave this one to somebody else.',
  ),
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
