import type { DataHolders } from '#providers';
import type { Performance } from '../perform';

/** D2: frozen at once means signed out everywhere. No rule reads the result: a refusal is an operator's to settle. */
export const endSessions = (holders: DataHolders): Performance => ({
  async act({ effectId, process: { accountId } }) {
    if (accountId !== undefined) await holders.purge({ step: 'endSessions', accountId, idempotencyKey: effectId });
    return undefined;
  },
});
