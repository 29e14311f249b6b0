import { applicantAccount } from '#domain';
import { whoMaySignIn } from '../account-state';
import { sendToPhone } from '../message/send-to-phone';

/**
 * Sent when the account is active, and never before, to the number of the account: the copy that the registration of a joining person holds is
 * being erased at this time. Nobody gets it where the account is frozen or gone by now.
 */
export const sayYouCanSignIn = sendToPhone('registration', {
  kind: 'sayYouCanSignIn',
  text(registration) {
    if (registration.status !== 'active') return undefined;
    return registration.joins === undefined
      ? 'Your registration is complete. You can sign in now.'
      : 'Your registration is complete. You belong to the company now, and sign in with the account that you have.';
  },
  to: ({ process: { state } }, { engine }) => whoMaySignIn(engine, applicantAccount(state)),
});
