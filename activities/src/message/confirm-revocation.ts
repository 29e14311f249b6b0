import { whoMaySignIn } from '../account-state';
import { sendToPhone } from './send-to-phone';

/** D3: the account is what it was. Nobody gets it where a new deregistration has frozen the account again before it could go out. */
export const confirmRevocation = sendToPhone('deregistration', {
  kind: 'confirmRevocation',
  text({ status }) {
    if (status !== 'revoked') return undefined;
    return 'The deletion of your account has been undone. Your account is no longer frozen.';
  },
  async to({ process: { accountId } }, { engine }) {
    return accountId === undefined ? undefined : whoMaySignIn(engine, accountId);
  },
});
