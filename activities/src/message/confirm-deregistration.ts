import { said } from './said';
import { sendToPhone } from './send-to-phone';
import { spokenInstant } from './spoken-instant';

/** D1, D3: confirms the request; says until when it can be undone, and from which phone. */
export const confirmDeregistration = sendToPhone('deregistration', {
  kind: 'confirmDeregistration',
  text(deregistration) {
    if (deregistration.status !== 'cooling_off') return undefined;
    const end = spokenInstant(deregistration.coolingOffEndsAt);
    const cause = deregistration.forced ? 'The operators of this service have ended your account' : 'You asked us to delete your account';
    return said`${cause}. It is frozen now and will be deleted on ${end}. Until then you can undo this from this phone.`;
  },
});
