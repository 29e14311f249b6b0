import { entry, madeBefore } from './entry';

/** Deregistrations. */
export const deregistrations = {
  'deregistration-exists': madeBefore('The deregistration exists'),
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
  'step-not-blocked': entry(
    409,
    'The step is not blocked',
    'Get the deregistration: only a step that it tells as blocked can be tried again.',
  ),
  'step-out-of-order': entry(
    409,
    'Other steps come first',
    'Do the steps that unmet names first, then this one with a new Idempotency-Key.',
  ),
} as const;
