import { effect } from '../effect';

/** D2: signs a frozen account out everywhere at once. No rule reads the result: an operator settles a refusal. */
export const endSessions = effect('deregistration', {
  kind: 'endSessions',
  provider: 'dataHolders',
  async act({ effectId, process: { accountId } }, { dataHolders }) {
    if (accountId !== undefined) await dataHolders.purge({ step: 'endSessions', accountId, idempotencyKey: effectId });
    return undefined;
  },
});
