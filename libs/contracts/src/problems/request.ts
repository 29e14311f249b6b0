import { entry } from './entry';

/** The request itself is refused, before anything is decided. These codes do not use up the idempotency key. */
export const request = {
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
} as const;
