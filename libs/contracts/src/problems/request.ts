import { entry } from './entry';

/** The API refuses the request before it decides anything; these codes do not use up the idempotency key. */
export const request = {
  'bad-request': entry(400, 'The request cannot be read', 'Send a well-formed HTTP request; /openapi.json describes each route.'),
  'malformed-json': entry(
    400,
    'The body is not JSON that this API accepts',
    'Send a body that is valid JSON, without a field called __proto__ or constructor.prototype.',
  ),
  'idempotency-key-missing': entry(
    400,
    'Idempotency-Key is missing',
    'Send the header Idempotency-Key: a new value for each new command, and the same value when you repeat a call.',
  ),
  'idempotency-key-invalid': entry(
    400,
    'Idempotency-Key must be 1 to 255 visible characters',
    'Send a shorter Idempotency-Key of visible ASCII characters, without spaces.',
  ),
  'on-behalf-of-invalid': entry(
    400,
    'On-Behalf-Of must bring the assertion of a person, or name one: Bearer <jwt>, user:<id>',
    'Send On-Behalf-Of as Bearer followed by a token of the identity provider, or as user: followed by the uuid of one person, or leave it out.',
  ),
  'if-match-invalid': entry(
    400,
    'If-Match must be one strong ETag of the process in the address',
    'Send the ETag of the last answer about this process; on a route without a process, leave If-Match out.',
  ),
  unauthenticated: entry(
    401,
    'No valid API key',
    'Send Authorization: Bearer with a key that is neither revoked nor expired; an operator creates keys with POST /v1/api-keys. An administrator of a company sends the token of their identity provider.',
  ),
  'assertion-invalid': entry(
    401,
    'The assertion of a person proves nobody',
    'Ask the identity provider for a new token that is meant for this installation, and repeat the call with the same Idempotency-Key. The field reason says what is wrong: expired, not-yet-valid, issuer-unknown, audience, signature, algorithm, malformed, client-missing (azp).',
  ),
  'assertion-replayed': entry(
    401,
    'This assertion has served for another act',
    'Ask the identity provider for a new token: for an act that cannot be undone each token serves once.',
  ),
  'sign-in-too-old': entry(
    401,
    'The person has not signed in lately',
    'Let the person sign in again, and send the new token with the same Idempotency-Key: the act cannot be undone.',
  ),
  'signature-invalid': entry(
    401,
    'The signature is not from this provider or is too old',
    'Sign the exact body with the shared secret and the current time, and send it again.',
  ),
  forbidden: entry(
    403,
    'Not allowed with this API key or token',
    'Use a key with one of the roles and the scope that required names, and leave On-Behalf-Of out where its forPeople is false. A person who calls with their own token alone has one of the roles in the company that administrators names, if there are any. With unmet, the key cannot grant these scopes, because it lacks them. A person can request something in their own name only.',
  ),
  'out-of-scope': entry(
    403,
    'This lies in another department, or in the whole company',
    'Name departments that you administer; what concerns the whole company, such as the role super-admin, is for a super admin.',
  ),
  'person-unknown': entry(
    403,
    'The person to act for is unknown',
    'Send the id of the account (not its subjectId), or the id by which an operator named the person as an approver or the holder of a role.',
  ),
  'identity-unbound': entry(
    403,
    'The identity provider speaks of nobody who is known here',
    'Let the person bind it to their account: POST /v1/identities/challenges sends a code to its number, POST /v1/identities takes it; both with their token in On-Behalf-Of, beside the key of a service.',
  ),
  'proof-required': entry(
    403,
    'Only a person who proves who they are may do this',
    'Send On-Behalf-Of as Bearer followed by a token that the identity provider has issued to the person. Where forPeople in required is false, send that token without a key: Authorization: Bearer and the token of a person who has one of the roles.',
  ),
  'owner-proof-required': entry(
    403,
    'Only the owner of the account may do this',
    'Let the owner act: send On-Behalf-Of as Bearer followed by a token of their identity provider. Without one, request a code to their phone with the call that goesOn names, and send it as proof.',
  ),
  'account-frozen': entry(
    403,
    'The account of this person is frozen',
    'Undo the deregistration first; until then the person can only see the account and its deregistration.',
  ),
  'account-locked': entry(
    409,
    'The account of this person is locked',
    'Wait until availableAt, or have the account unlocked; until then the person can only see their account, and undo its end.',
  ),
  'reverification-required': entry(
    409,
    'The person of this account must prove again who they are',
    'Let the person pass a case of POST /v1/verification-cases, then repeat the call with a new Idempotency-Key. unmet says what is owed: idle is met by any case, document-ended by one with a document that counts.',
  ),
  'account-restricted': entry(
    409,
    'Nothing that the person of this account has proven counts any more',
    'Let the person pass a case of POST /v1/verification-cases that earns a credential, then repeat the call with a new Idempotency-Key.',
  ),
  'not-found': entry(404, 'Not found', 'Check the address and the id; the API also answers this for things that the caller may not see.'),
  'method-not-allowed': entry(
    405,
    'The path does not take this method',
    'Use one of the methods that the header Allow names; the document at /docs says what each does.',
  ),
  'request-timeout': entry(408, 'The request took too long to arrive', 'Send the whole request at once, with the same Idempotency-Key.'),
  'body-too-large': entry(413, 'The body is larger than this route takes', 'Send a smaller body; signals may go in several calls.'),
  'uri-too-long': entry(414, 'The address is too long', 'Send a shorter address.'),
  'too-many-requests': entry(429, 'Too many calls in this minute', 'Wait as long as Retry-After says, and send fewer calls a minute.'),
  'headers-too-large': entry(431, 'The headers are too large', 'Send fewer or shorter headers.'),
  'unsupported-media-type': entry(415, 'The body must be application/json', 'Send the header Content-Type: application/json.'),
  'capability-not-granted': entry(
    403,
    'The account does not have this capability now',
    'Read conditions: each says what is lacking. With availableAt, time alone gives it; else let the person meet them, or their company change its rules.',
  ),
  'daily-add-limit': entry(
    429,
    'This day has no room for more new contacts',
    'Wait until availableAt, the next midnight of the person, and use a new Idempotency-Key. Without availableAt, no day has so much room: send less.',
  ),
  'daily-transfer-limit': entry(
    429,
    'This day has no room for this transfer',
    'Wait until availableAt, the next midnight of the person, and use a new Idempotency-Key. Without availableAt, no day has so much room: send less.',
  ),
  'invalid-request': entry(
    422,
    'The request does not fit its schema',
    'Correct the fields that errors names and send it again; the same Idempotency-Key may be used.',
  ),
} as const;
