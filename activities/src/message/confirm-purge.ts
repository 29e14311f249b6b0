import { said } from './said';
import { sendToPhone } from './send-to-phone';
import { spokenInstant } from './spoken-instant';

/** D5, D6: says what is gone, and until when the rest is kept. The last message that the person gets from us. */
export const confirmPurge = sendToPhone('deregistration', {
  kind: 'confirmPurge',
  text(deregistration) {
    if (deregistration.status !== 'retained') return undefined;
    const { directoryEnded, directoryEndsAt } = deregistration;
    const entry = directoryEnded ? 'is no longer kept' : `goes on ${spokenInstant(directoryEndsAt)}`;
    return said`Your account has been deleted. Your entry in the company directory ${entry}; this phone number can register again from ${spokenInstant(deregistration.phoneFreeAt)}.`;
  },
});
