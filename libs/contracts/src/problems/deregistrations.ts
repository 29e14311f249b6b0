import { entry } from './entry';

/** Deregistrations. */
export const deregistrationProblems = {
  'deregistration-pending': entry(
    409,
    'The account is being deregistered',
    'Find the deregistration with GET /v1/deregistrations and the accountId, and undo it to keep the account.',
  ),
  'deregistration-revoked': entry(
    409,
    'The deregistration has been undone',
    'Use the account again, or start another deregistration with POST /v1/deregistrations.',
  ),
  'preconditions-unmet': entry(
    409,
    'Some preconditions are not met',
    'Do what unmet names, confirm it in checklist, and repeat the request with a new Idempotency-Key.',
  ),
  'cooling-off-over': entry(
    409,
    'The cooling-off period is over',
    'Register the person again when the number is free; this deregistration can no longer be undone.',
  ),
  'proof-not-original-phone': entry(
    422,
    'This code was not sent to the original phone for this deregistration',
    'Request a code with POST /v1/deregistrations/…/challenges of this deregistration, and send its challengeId and code.',
  ),
  'proof-not-owners-phone': entry(
    422,
    'This code was not sent to the phone of the account, for this',
    'Request a code with POST /v1/accounts/…/challenges of this account, and send its challengeId and code as proof.',
  ),
  'step-not-blocked': entry(
    409,
    'The step is not blocked',
    'Get the deregistration: only a step that it shows as blocked can be tried again.',
  ),
  'step-out-of-order': entry(
    409,
    'This step cannot be done now',
    'Do the steps that unmet names first, then repeat this one with a new Idempotency-Key. Without unmet, this registration has no such step: leave it out.',
  ),
} as const;
