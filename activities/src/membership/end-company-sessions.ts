import { endingWith } from '#domain';
import { effect } from '../effect';

/** Signs somebody who has left a company out of what is this company's. An operator settles a refusal. */
export const endCompanySessions = effect('account', {
  kind: 'endCompanySessions',
  provider: 'dataHolders',
  async act({ effectId, n, process: { id: accountId, state } }, { dataHolders }) {
    const { companyId } = endingWith(state, n) ?? {};
    if (companyId !== undefined) await dataHolders.purge({ step: 'endCompanySessions', accountId, companyId, idempotencyKey: effectId });
    return undefined;
  },
});
