import { entry } from './entry';
import { request } from './request';

/** Accounts. */
export const accountProblems = {
  'account-not-active': entry(
    409,
    'The account is not active',
    'Get the account: only an active account that is not being deregistered can do this.',
  ),
  'not-a-member': entry(
    404,
    'The person is no active member of this company',
    'Get the account: memberships names its companies. Of a person who is joining, withdraw the registration instead.',
  ),
  'phone-unchanged': entry(422, 'The account has this number already', 'Do nothing, or send another number.'),
  'phone-change-not-begun': entry(
    409,
    'No change of the number is under way',
    'Begin with POST /v1/accounts/…/phone-change and a code to the number that the account has.',
  ),
  'phone-change-over': entry(
    409,
    'The change of the number was not finished in time',
    'Begin again with POST /v1/accounts/…/phone-change and a new code to the number that the account has.',
  ),
  'proof-not-new-phone': entry(
    422,
    'This code was not sent to the new number of the account',
    'Request a code with POST /v1/accounts/…/phone-change/challenges, and send its challengeId and code.',
  ),
  'not-active': entry(409, 'The membership is dormant already', 'Do nothing: the person sleeps in this company.'),
  'not-dormant': entry(409, 'The membership is not dormant', 'Do nothing: the person is an active member.'),
  'employment-end-too-far': entry(
    422,
    'at is too far in the future',
    'Repeat the call with a new Idempotency-Key from availableAt on, or send a nearer instant.',
  ),
  'no-employment-end': entry(
    409,
    'No end of this employment is to come',
    'Do nothing, or invite a person whose membership has ended anew; one who sleeps is woken.',
  ),
  'in-position-already': entry(409, 'The person has this position', 'Do nothing: the person has it.'),
  'membership-not-active': entry(
    409,
    'The membership is dormant',
    'Wake the member first, then repeat the call with a new Idempotency-Key.',
  ),
  'in-department-already': entry(409, 'The person is in this department', 'Do nothing: the person is there.'),
  'account-policy-unknown': entry(
    422,
    'There is no such version of the policy of accounts',
    'Send a version that GET /v1/account-policies lists.',
  ),
  'account-policy-adopted': entry(409, 'The account lives by this version already', 'Do nothing: it lives by this version.'),
  'credential-unknown': entry(
    404,
    'The account has no credential with this id',
    'Get the credentials of the account, and send the id of one of them.',
  ),
  'credential-ended': entry(409, 'The credential has lapsed or was revoked', 'Do nothing: it counts no more.'),
  /** Of the rule that binds a device; every other gated command answers alike. */
  'account-locked': request['account-locked'],
  'device-limit': entry(409, 'The account is signed in on as many devices as it may', 'Sign one of its devices out first.'),
  'device-proof-required': entry(
    403,
    'A further device needs a proof on one that is signed in',
    'Let the person scan on a device on which they are signed in, and send the scanProof.',
  ),
  'device-bound-already': entry(409, 'The account is bound to this device', 'Do nothing: the person may sign in there.'),
  'devices-not-bound': entry(409, 'Accounts of this policy bind devices by registrations alone', 'Do nothing: any device will do.'),
  'device-unknown': entry(404, 'The account is not bound to this device', 'Get the account, and send the deviceId of one of its devices.'),
  'not-locked': entry(409, 'The account is not locked', 'Do nothing: the person may sign in, or the lock has ended by itself.'),
  'level-too-low': entry(
    409,
    'The person has not proven enough for this',
    'Let the person verify up to the level that atLeast says, then repeat the call with a new Idempotency-Key.',
  ),
  'activated-in-future': entry(
    422,
    'activatedAt is in the future',
    'Send an activatedAt in the past, or leave it out to use the current time.',
  ),
  'phone-taken': entry(
    409,
    'Another account or registration holds this phone number',
    'Use the account that has the number, or another number.',
  ),
  'phone-in-cooldown': entry(409, 'This phone number is not free yet', 'Wait until availableAt, or use another number.'),
} as const;
