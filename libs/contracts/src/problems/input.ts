import { entry } from './entry';

/** What a route rejects in the content of a request before a rule runs. */
export const input = {
  'page-token-invalid': entry(
    422,
    'pageToken does not come from an earlier page',
    'Send nextPageToken of the previous page unchanged, or leave pageToken out to start at the first page.',
  ),
  'page-token-of-another-list': entry(
    422,
    'pageToken comes from another list, or from other filters',
    'Send it to the path and with the filters of the page that gave it, or leave pageToken out to start at the first page.',
  ),
  'cursor-invalid': entry(
    422,
    'after does not come from this feed',
    'Send cursor of the previous answer unchanged. After a restored backup go on from goOnFrom, or without it from the first event: leave after out.',
  ),
  'event-type-unknown': entry(
    422,
    'types names an event that this release does not know',
    'Correct the names at the places that errors gives; the description of GET /v1/events at /docs lists all. Ask for a type of a newer release once every program runs it, or leave types out.',
  ),
  'signal-in-future': entry(
    422,
    'A signal is from the future',
    'Correct at of the signals that errors names, or the clock of the service that sends them; no signal of the call was taken.',
  ),
  'signal-malformed': entry(
    422,
    'A signal of risk is malformed',
    'Correct the fields that errors names; leave out what was not looked at. No signal of the call was taken.',
  ),
  'signal-changed': entry(
    409,
    'A signal with this source and id was taken with another content',
    'Send what happened since with an id of its own; what was taken stands. No signal of the call was taken.',
  ),
  'batch-too-large': entry(422, 'The call has more items than this route takes', 'Send at most as many as limit says, in several calls.'),
  'account-not-observed': entry(
    409,
    'No signals are taken about this account',
    'Drop them: signals are taken from the activation of an account to its purge. Its own route shows where it stands.',
  ),
  'dossier-closed': entry(
    403,
    'The dossier is closed to you',
    'Nothing is left for you to decide here: a dossier closes some days after your own decision, or after the end where you made none; docs/rules.md has the number. The approval itself still shows how it was decided.',
  ),
  'item-repeated': entry(
    422,
    'An earlier item of the same call decides this approval',
    'Send each approval once in a call: one person decides it once. The earlier item was decided.',
  ),
  'account-policy-invalid': entry(
    422,
    'The policy to try is none: errors says which field must be what',
    'Send only fields that GET /v1/account-policies shows, each of the same kind.',
  ),
  'as-of-in-future': entry(422, 'asOf is in the future', 'Send an instant that is over, or ask GET …/deadlines and POST /v1/simulations.'),
  'as-of-before-opening': entry(422, 'The account was not there then', 'Send an instant from openedAt of the account on.'),
  'accounts-or-company': entry(422, 'accounts and companyId are both there, or neither is', 'Send one of them.'),
  'simulation-too-large': entry(
    422,
    'The simulation takes more accounts, days or steps than one may',
    'Name fewer accounts or a shorter spanDays, or leave out observations.',
  ),
  'simulation-too-long': entry(
    422,
    'The simulation takes more steps than limit says',
    'Send fewer acts: each of them is a step, and so is each thing that falls due.',
  ),
  'subject-not-a-person': entry(
    422,
    'A subjectId does not name a person',
    'Send the id of the account instead: its subjectId stands for its data alone. The same Idempotency-Key may be used.',
  ),
  'too-many-delegations': entry(
    409,
    'This person has given as many delegations as limit says',
    'End one of them with POST /v1/delegations/…/ending, or wait until one is over; then repeat the call with the same Idempotency-Key.',
  ),
  'approver-unknown': entry(
    422,
    'A named approver is nobody who is known here',
    'The unmet names them. Send user: with the id of an account that belongs to the company, or outside: with the id of somebody who does not. The same Idempotency-Key may be used.',
  ),
  'approver-not-a-member': entry(
    422,
    'A named approver does not belong to the company',
    'The unmet names them. Let them join the company or grant them a role there first, or say that they are from outside: outside: with their id. The same Idempotency-Key may be used.',
  ),
  'phone-invalid': entry(
    422,
    'Not the number of a mobile phone',
    'Send the number of a mobile phone in its international form, with + and the country code, all its digits and no extension. A landline gets no codes.',
  ),
  'email-invalid': entry(422, 'Not an e-mail address', 'Send one plain address of the form name@domain.'),
  'second-operator-needed': entry(
    409,
    'A second operator must agree',
    'A key with rights over the platform is not made or rotated by one. Ask with POST /v1/operator-keys, let a second operator approve, and send the same body to POST /v1/api-keys with approvalId.',
  ),
  'key-not-approved': entry(
    409,
    'This approval does not make this key',
    'The field reason says why: pending (wait for the second operator), rejected, withdrawn or expired (ask again with POST /v1/operator-keys), another-key (send the very body that was approved), another-requester (only who asked makes it).',
  ),
  'approval-used': entry(
    409,
    'The approval has made its key',
    'One approval makes one key. If its secret is lost, revoke the key, and ask for a new one with POST /v1/operator-keys.',
  ),
  'api-key-ended': entry(409, 'The key works no more', 'Make a new key with POST /v1/api-keys; only a key that works is rotated.'),
  'api-key-rotated': entry(
    409,
    'The key was rotated already',
    'Use the key that rotatedTo names in GET /v1/api-keys/…, or rotate that one.',
  ),
  'company-missing': entry(
    422,
    'It is not known which company this is about',
    'Send companyId: the requester is a member of no company here, or of several, or a service asks in its own name.',
  ),
  'company-unknown': entry(
    422,
    'There is no such company',
    'Send the id of a company that was registered with POST /v1/companies, or leave companyId out.',
  ),
  'link-not-available': entry(
    422,
    'No company can be joined by e-mail yet',
    'Ask the company for an invite and send its code as link.inviteCode.',
  ),
  'too-many-scan-proofs': entry(
    429,
    'You have let many devices in just now',
    'Use a token that is still good, or wait two minutes. limit says how many are good at once.',
  ),
  'scan-invalid': entry(
    422,
    'The scan proves nothing',
    'Let a person who is signed in scan again: POST /v1/scan-proofs gives another scanProof, which serves one opening and not for long.',
  ),
  'zone-unknown': entry(422, 'There is no such time zone', 'Send a timeZone by its IANA name, such as Asia/Shanghai, or leave it out.'),
  'id-number-invalid': entry(
    422,
    'The identity number is not valid',
    'Check identity.number for a typing error and send it again; this uses no attempt.',
  ),
  'name-invalid': entry(
    422,
    'The name is none that a register can have',
    'Send name as the document prints it: letters, without digits, symbols, or marks that nobody sees; this uses no attempt.',
  ),
  'mrz-checksum': entry(
    422,
    'The machine-readable lines were misread',
    'Read all lines of identity.mrz from the document again, two of a booklet or three of a card; this uses no attempt.',
  ),
  'passport-expired': entry(422, 'The passport has expired', 'Send the document that replaced it, or another one.'),
  'visa-expired': entry(422, 'The visa has expired', 'Send a document with a visaUntil in the future.'),
  'work-permit-expired': entry(
    422,
    'The work permit has expired',
    'Send a document with a permitUntil in the future, or leave permitUntil out.',
  ),
  'matter-type-unknown': entry(
    422,
    'Callers cannot request an approval of this matter type',
    'Send document-export as matter.type; registrations and identity checks start their own approvals.',
  ),
  'export-forbidden': entry(403, 'A secret document is never exported', 'Ask for another document, or let its owner classify it anew.'),
  'policy-unknown': entry(
    422,
    'There is no such policy',
    'Leave policyId out: each matter.type has one policy. That of document-export is two-confirmations. To adopt a stored one, send its id and a version that GET /v1/approval-policies/…/versions lists.',
  ),
  'verification-pending-elsewhere': entry(
    409,
    'The account has an open case of this method, which your client may not see',
    'Ask the person: they see it with GET /v1/verification-cases by their own assertion, and may go on with it or withdraw it. A case that nobody touches lapses by itself.',
  ),
  'bank-card-invalid': entry(
    422,
    'This is no number of a bank card',
    'Check card for a typing error and send it again; this uses no attempt.',
  ),
  'security-questions-missing': entry(
    409,
    'The person has enrolled no security questions',
    'Prove them in another way: only the security step of a registration enrols questions.',
  ),
  'proof-invalid': entry(
    422,
    'The answers do not prove the person',
    'Ask the person again: attemptsLeft more tries may fail within a day, and after them right answers prove nothing either.',
  ),
  'raw-biometric-refused': entry(
    422,
    'This is a biometric itself, not a reference to it',
    'Store it where you keep such data, and send the name of that store, a colon and its name there. Nothing of what was sent is kept.',
  ),
  'raw-evidence-refused': entry(
    422,
    'This is evidence itself, not a reference to it',
    'Store it where you keep such files, and send the name of that store, its name there and the hash of its bytes.',
  ),
} as const;
