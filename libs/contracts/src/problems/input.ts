import { entry } from './entry';

/** What a route finds wrong in the content of a request, before a rule sees it. */
export const input = {
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
  'matter-type-unknown': entry(
    422,
    'No approval of such a matter can be asked for',
    'Give a matter.type that callers may ask for; registrations and identities open their approvals themselves.',
  ),
  'policy-unknown': entry(422, 'There is no such policy', 'Give a policyId that exists, or leave it out for the default.'),
} as const;
