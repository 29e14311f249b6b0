import { said } from './said';
import { sendToPhone } from './send-to-phone';
import { spokenInstant } from './spoken-instant';

/** D1: says that there is still time to undo the deregistration. */
export const remindOfCoolingOff = sendToPhone('deregistration', {
  kind: 'remindOfCoolingOff',
  text(deregistration) {
    if (deregistration.status !== 'cooling_off') return undefined;
    return said`Reminder: your account will be deleted on ${spokenInstant(deregistration.coolingOffEndsAt)}. Until then you can undo this from this phone.`;
  },
});
