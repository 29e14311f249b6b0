import { entry, madeBefore } from './entry';

/** Registrations. */
export const registrations = {
  'registration-exists': madeBefore('The registration exists'),
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
  'removal-not-refused': entry(
    409,
    'No entry waits to be taken back again',
    'Nothing is to be done: no directory has refused to take the entry of this registration back.',
  ),
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
