import { following } from './follow';

const approvalIsOver = 'over; what is still owed is performed, and texts that no process waits for go on their day';
const noAccount = 'no account came of it; what is still owed is performed, and the data of the applicant goes on its day';

/**
 * The stories of the processes: a workflow for each, named after it, and for each of its statuses the sentence that an
 * operator reads.
 */

/** An account from the day it is taken in: it waits and its tier grows, until a purge ends it. */
export const account = following('account', {
  opening: 'its registration makes it active, or undoes it',
  undone: 'undone by its registration',
  active: 'its tier grows on the recorded days; a deregistration freezes it',
  frozen: 'its tier grows on; the deregistration that froze it frees or purges it',
  locked: 'nobody signs in until the lock ends; all else goes on',
  reverify_required: 'its person proves again who they are; all else goes on',
  restricted: 'nothing that was proven counts any more; a passed case lifts it, all else goes on',
  merged: 'closed, since its person has another account; sessions end, and what it has sealed goes on its day',
  purged: 'gone; what is still owed is performed',
});

/** A confirmation by several people. */
export const approval = following('approval', {
  pending: 'approvers are notified and reminded; the last decision, a withdrawal or its expiry ends it',
  evidence_requested: 'evidence is owed, and its clock stands still until it comes, or the request ends',
  approved: approvalIsOver,
  rejected: approvalIsOver,
  expired: approvalIsOver,
  withdrawn: approvalIsOver,
});

/** A person leaves: time to think it over, a purge that leaves receipts, and at last the phone number is free again. */
export const deregistration = following('deregistration', {
  cooling_off: 'reminders fall due, an undo frees the account, else its end starts the purge',
  revoked: 'undone; the person gets a message',
  purging: 'purge steps run side by side where their order allows, each leaves a receipt',
  purge_blocked: 'a holder of data refused a step: an operator retries it, the other steps go on',
  retained: 'purged; the directory entry and the phone number are kept until their recorded days',
  closed: 'over; what is still owed is performed',
});

/** A person's way to an account: their steps, an identity check, the confirmation by two people, and the activation. */
export const registration = following('registration', {
  draft: 'the applicant goes through the steps; a draft that is not submitted lapses',
  verifying: 'the document or the face of the applicant is checked',
  manual_review: 'a reviewer looks at the identity',
  awaiting_approval: 'the approval decides, or expires; a withdrawal closes it',
  activating: 'the account is open; the directory makes the entry, or all of it is undone',
  active: 'active; the person gets a message, and then it is over',
  rejected: noAccount,
  withdrawn: noAccount,
  expired: noAccount,
  merged: 'the applicant goes on with the account that they have; the data of the registration goes on its day',
});

const caseIsOver = 'over; what was given is kept for some days, and then erased';

/** An account proves who its person is: attempts, checks by providers, and people where those cannot tell. */
export const verification = following('verification', {
  open: 'an attempt is awaited; a case that nobody touches lapses',
  challenged: 'a provider is asked about the attempt; it waits as long as the provider is away',
  manual_review: 'a reviewer looks at it',
  passed: caseIsOver,
  refused: caseIsOver,
  expired: caseIsOver,
  withdrawn: caseIsOver,
});

/** The rights in a company: each is asked about, people decide, and its end reports what nobody has decided. */
const rightsReview = following('rights-review', {
  listing: 'the rights are gone through, page by page; each gets an approval',
  open: 'the super admins decide about each right and are reminded; its end reports what nobody has decided',
  closed: 'over; keys that were removed still end',
});
export { rightsReview as 'rights-review' };
