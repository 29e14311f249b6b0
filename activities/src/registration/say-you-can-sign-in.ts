import { applicantAccount } from '#domain';
import { findSignInSubject } from '../account-state';
import { said } from '../message/said';
import { sendToPhone } from '../message/send-to-phone';

const alone = 'You can sign in now';
const joined = 'You belong to the company now, and sign in with the account that you have';

/**
 * Sent only when the account is active, to the number of the account: the copy in a joining registration is being
 * erased.
 * Not sent if the account is frozen or gone by now.
 */
export const sayYouCanSignIn = sendToPhone('registration', {
  kind: 'sayYouCanSignIn',
  text(registration) {
    if (registration.status !== 'active') return undefined;
    return said`Your registration is complete. ${registration.joins === undefined ? alone : joined}.`;
  },
  to: ({ process: { state } }, { engine }) => findSignInSubject(engine, applicantAccount(state)),
  then: ({ process }, { registered }) => registered?.(process),
});
