import { effect } from '../effect';

/** R17: signs a closed account out everywhere. No rule reads the result: an operator settles a refusal. */
export const endMergedSessions = effect('account', {
  kind: 'endMergedSessions',
  provider: 'dataHolders',
  async act({ effectId, process: { id: accountId } }, { dataHolders }) {
    await dataHolders.purge({ step: 'endSessions', accountId, idempotencyKey: effectId });
    return undefined;
  },
});
