import { approvalExpired, evidenceNotGiven } from '#domain';
import { said } from '../message/said';
import { sendToPhone } from '../message/send-to-phone';
import { spokenInstant } from '../message/spoken-instant';

/**
 * P3: says that the registration has failed, and until when its data is kept.
 * Does not say who was silent, or why it was not accepted: anybody who holds the phone may read a message.
 */
export const tellOutcome = sendToPhone('registration', {
  kind: 'tellOutcome',
  text(registration) {
    if (registration.status === 'merged')
      return said`You have an account already, and go on with it: sign in. What you told us now will be erased on ${spokenInstant(registration.erasesAt)}.`;
    if (registration.status !== 'rejected' && registration.status !== 'expired') return undefined;
    return said`Your registration ${endOf(registration)}. What you told us will be erased on ${spokenInstant(registration.erasesAt)}.`;
  },
});

/** A lapse is said to be the applicant's only where it was. */
function endOf({ status, reason }: { status: string; reason?: string }): string {
  if (status === 'rejected') return 'was not accepted';
  if (reason === evidenceNotGiven) return 'has lapsed, because what we had asked you for did not come in time';
  return reason === approvalExpired
    ? 'has lapsed, because nobody decided on it in time. You had done your part, and may register again'
    : 'has lapsed, because it was not finished in time';
}
