import { findSignInSubject } from '../account-state';
import { said } from './said';
import { sendToPhone } from './send-to-phone';

/**
 * D3: says that the account is as before. Not sent if a new deregistration has frozen the account again in the
 * meantime.
 */
export const confirmRevocation = sendToPhone('deregistration', {
  kind: 'confirmRevocation',
  text({ status }) {
    if (status !== 'revoked') return undefined;
    return said`The deletion of your account has been undone. Your account is no longer frozen.`;
  },
  async to({ process: { accountId } }, { engine }) {
    return accountId === undefined ? undefined : findSignInSubject(engine, accountId);
  },
});
