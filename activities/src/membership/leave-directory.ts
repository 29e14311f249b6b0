import { endingWith } from '#domain';
import { effect } from '../effect';

/**
 * Takes the entry of somebody who has left out of the directory of that company. The call names the registration that
 * made it, so that the entry of a later one stays, also where this call arrives late.
 */
export const leaveDirectory = effect('account', {
  kind: 'leaveDirectory',
  provider: 'directory',
  async act({ effectId, n, process: { id: accountId, state } }, { directory }) {
    const ending = endingWith(state, n);
    if (ending) await directory.removeEntry({ ...ending, accountId, idempotencyKey: effectId });
    return undefined;
  },
});
