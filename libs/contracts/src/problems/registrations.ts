import { entry } from './entry';

/** Registrations. */
export const registrationProblems = {
  'registration-pending': entry(
    409,
    'Another registration of this person is in progress',
    'Finish or withdraw the other registration, or wait for its decision, before you continue this one.',
  ),
  'registration-closed': entry(
    409,
    'The registration is closed',
    'Get the registration to see how it ended, or start another with POST /v1/registrations.',
  ),
  'registration-expired': entry(410, 'The registration has expired', 'Start another with POST /v1/registrations.'),
  'registration-submitted': entry(
    409,
    'The registration has been submitted',
    'Wait for its decision, or withdraw it with POST /v1/registrations/…/withdrawal.',
  ),
  'phone-proven': entry(
    409,
    'The phone is already verified',
    'Continue with the next step that steps shows as open; another number needs another registration.',
  ),
  'channel-not-allowed': entry(
    403,
    'This platform does not accept this way of registering',
    'Register on another platform, or send the scanProof of POST /v1/scan-proofs where the platform requires a scan.',
  ),
  'device-untrusted': entry(403, 'This device is not trusted', 'Register from a real device.'),
  'client-unsupported': entry(
    403,
    'This program is too old to register with',
    'Let the person update the program to the version that atLeast names, and begin again.',
  ),
  'device-account-limit': entry(
    409,
    'This device has reached its limit of accounts',
    'Register on another device, or deregister one of the accounts on this device.',
  ),
  'consent-missing': entry(
    422,
    'The consent of the person is missing',
    'Ask the person for consent and send the version of the consent text in consentVersion.',
  ),
  'visa-missing': entry(
    422,
    'Foreign staff of this company need a visa',
    'Send the last day of the visa in identity.visaUntil; this uses no attempt.',
  ),
  'document-missing': entry(
    422,
    'A picture of the document is missing',
    'Send a piece with kind, store, ref and hash of each kind that unmet names in documents; identity means that the document itself is missing. This uses no attempt.',
  ),
  'document-expired': entry(
    422,
    'The document has expired',
    'Send the document that replaced it, or another one; of a registration, with PUT /v1/registrations/…/steps/profile.',
  ),
  'identity-taken': entry(409, 'Another account or registration holds this document', 'Use the account that the person already has.'),
  'check-under-way': entry(
    409,
    'A check is in progress',
    'Wait until the state is draft again: GET /v1/registrations/… with Prefer: wait while it is verifying. Where a person has to look, that may take days. With availableAt: from then on POST /v1/registrations/…/steps/liveness/review has a person look instead. In the state draft the number is still checked: submit again a little later.',
  ),
  'invite-opened-too-often': entry(
    429,
    'Many registrations were opened with this invite today',
    'Go on with one of them: it comes by the invite once its phone is proven. Else open another one from availableAt on, or have the company renew the invite.',
  ),
  'phone-used-elsewhere': entry(
    409,
    'This number is used with both outside messengers',
    'The company lets nobody join with such a number. Give it up at one of the two, withdraw and open another registration; or register with another number.',
  ),
  'merge-not-possible': entry(
    409,
    'These accounts cannot become one now',
    'Read unmet: nobody-has-the-document and nothing-to-merge say that no account has it; account-leaving, account-gone, registration-under-way and alert-open say what must end first; identifier-gone that a number or document which would go over is claimed by nobody or somebody else. Approve or reject it otherwise.',
  ),
  'real-name-required': entry(
    409,
    'A member says who they are first',
    'Send identity: only a person without a company may begin without a document, and prove who they are later.',
  ),
  'liveness-settled': entry(
    409,
    'The face of this person is settled',
    'Continue with the next step that steps shows as open: the check has passed, or a reviewer has looked.',
  ),
  'factor-not-available': entry(
    409,
    'This device has no reader for this proof',
    'Make the recording on a phone and send its platform, or ask for a review with POST /v1/registrations/…/steps/liveness/review..',
  ),
  'recording-used': entry(
    409,
    'This recording was sent before, here or for something else',
    'Make another recording, or ask for a review with POST /v1/registrations/…/steps/liveness/review or /v1/verification-cases/…/review; this uses no attempt.',
  ),
  'already-a-member': entry(409, 'This person is already a member of the company', 'Use the account that the person already has.'),
  'removal-not-refused': entry(
    409,
    'No directory entry waits to be removed again',
    'Do nothing: no directory has refused to remove the entry of this registration.',
  ),
  'reviewers-missing': entry(
    409,
    'No reviewer is available for this identity',
    'Appoint a reviewer other than the applicant and the owner of the document with POST /v1/identity-reviewers, and ask again.',
  ),
  'review-not-awaited': entry(
    409,
    'No review waits to be started',
    'Get the registration: only a registration in manual_review without an approvalId waits for this.',
  ),
} as const;
