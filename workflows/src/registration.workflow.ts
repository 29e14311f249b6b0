import { follow } from './follow';

const noAccount = 'no account came of it; what is still owed is performed, and the data of the applicant goes on its day';

/** A person's way to an account: their steps, an identity check, two people's confirmation, and the activation. */
export function registration(): Promise<string> {
  return follow('registration', {
    draft: 'the applicant goes through the steps; a draft that is not submitted lapses',
    verifying: 'the registry is asked who the applicant is',
    manual_review: 'a reviewer looks at the identity',
    awaiting_approval: 'the approval decides, or expires; a withdrawal closes it',
    activating: 'the account is open; the directory makes the entry, or all of it is undone',
    active: 'active; the person gets a message, and then it is over',
    rejected: noAccount,
    withdrawn: noAccount,
    expired: noAccount,
  });
}
