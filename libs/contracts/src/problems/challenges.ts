import { entry } from './entry';

/** One-time codes. */
export const challenges = {
  'challenge-unknown': entry(
    422,
    'There is no such code',
    'Request a code first, and send the challengeId from that answer where the route takes one.',
  ),
  'code-invalid': entry(
    422,
    'The code is wrong',
    'Send the newest code with a new Idempotency-Key while attemptsLeft is above zero, and request a new code after that.',
  ),
  'code-expired': entry(410, 'The code has expired or was already used', 'Request a new code and send that one.'),
  'too-many-codes': entry(
    429,
    'Too many codes or attempts for this number',
    'Wait until availableAt, or one day if it is missing, before you request or try a code again.',
  ),
} as const;
