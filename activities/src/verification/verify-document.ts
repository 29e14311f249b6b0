import { effect } from '../effect';
import { answersOfCheck } from './answers';
import { openAttempt } from './open-attempt';

/** V4: asks whether name and document belong together. */
export const verifyDocument = effect('verification', {
  kind: 'verifyDocument',
  provider: 'identityRegistry',
  async act(begun, { identityRegistry, ...services }) {
    const { status, companyId } = begun.process.state;
    if (status !== 'challenged') return undefined;
    const { name, identity } = (await openAttempt(services, begun)) ?? {};
    if (name === undefined || identity === undefined) return { refused: 'attempt-unknown' };
    return identityRegistry.check({
      ...{ name, document: identity },
      ...(companyId !== undefined && { companyId }),
      idempotencyKey: begun.effectId,
    });
  },
  ...answersOfCheck,
});
