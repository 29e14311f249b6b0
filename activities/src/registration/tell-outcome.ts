import { sendToPhone } from '../message/send-to-phone';
import { spokenInstant } from '../message/spoken-instant';

/**
 * P3: says that the registration has failed, and until when its data is kept.
 * Does not say why: anybody who holds the phone may read a message.
 */
export const tellOutcome = sendToPhone('registration', {
  kind: 'tellOutcome',
  text(registration) {
    if (registration.status !== 'rejected' && registration.status !== 'expired') return undefined;
    const end = registration.status === 'rejected' ? 'was not accepted' : 'has lapsed, because it was not finished in time';
    return `Your registration ${end}. What you told us will be erased on ${spokenInstant(registration.erasesAt)}.`;
  },
});
