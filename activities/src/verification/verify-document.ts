import { effect } from '../effect';
import { answersOfCheck } from './answers';
import { openAttempt, toCall } from './open-attempt';

/** V4: asks whether name and document belong together. */
export const verifyDocument = effect('verification', {
  kind: 'verifyDocument',
  provider: 'identityRegistry',
  async act(begun, { identityRegistry, ...services }) {
    const { state } = begun.process;
    if (state.status !== 'challenged') return undefined;
    const { name, identity } = (await openAttempt(services, begun)) ?? {};
    if (name === undefined || identity === undefined) return { refused: 'attempt-unknown' };
    return identityRegistry.check({ name, document: identity, ...toCall(begun.effectId, state) });
  },
  ...answersOfCheck,
});
