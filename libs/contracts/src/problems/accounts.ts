import { entry, madeBefore } from './entry';

/** Accounts. */
export const accounts = {
  'account-exists': madeBefore('The account exists'),
  'account-not-active': entry(
    409,
    'The account is not active',
    'Get the account: only one that is active, and is not being deregistered, can do this.',
  ),
  'activated-in-future': entry(422, 'activatedAt lies in the future', 'Give an activatedAt that has passed, or leave it out for now.'),
  'phone-taken': entry(409, 'Somebody holds this phone number', 'Use the account that has the number, or another number.'),
  'phone-in-cooldown': entry(409, 'This phone number is not free yet', 'Wait until availableAt, or use another number.'),
} as const;
