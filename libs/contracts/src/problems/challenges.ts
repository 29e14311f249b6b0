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
    'Check the newest code, and send it with a new Idempotency-Key. When attemptsLeft is zero, request a new code instead.',
  ),
  'code-expired': entry(410, 'The code has expired or was already used', 'Request a new code and send that one.'),
  'too-many-codes': entry(
    429,
    'Too many codes or attempts for this number',
    'Wait until availableAt if the answer has it. Without it, request a new code; if that is refused in the same way, wait one day.',
  ),
} as const;
