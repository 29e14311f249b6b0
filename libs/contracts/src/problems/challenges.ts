import { entry } from './entry';

/** One-time codes. */
export const challenges = {
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
