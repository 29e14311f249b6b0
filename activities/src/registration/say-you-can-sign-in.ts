import { applicantAccount } from '#domain';
import { findSignInSubject } from '../account-state';
import { sendToPhone } from '../message/send-to-phone';

/**
 * Sent only when the account is active, to the number of the account: the copy in a joining registration is being
 * erased.
 * Not sent if the account is frozen or gone by now.
 */
export const sayYouCanSignIn = sendToPhone('registration', {
  kind: 'sayYouCanSignIn',
  text(registration) {
    if (registration.status !== 'active') return undefined;
    return registration.joins === undefined
      ? 'Your registration is complete. You can sign in now.'
      : 'Your registration is complete. You belong to the company now, and sign in with the account that you have.';
  },
  to: ({ process: { state } }, { engine }) => findSignInSubject(engine, applicantAccount(state)),
});
