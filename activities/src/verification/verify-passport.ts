import { effect } from '../effect';
import { answersOfCheck } from './answers';
import { openAttempt, toCall } from './open-attempt';

/** R9: asks whether name and passport, or permit, belong together. */
export const verifyPassport = effect('verification', {
  kind: 'verifyPassport',
  provider: 'passports',
  async act(begun, { passports, ...services }) {
    const { state } = begun.process;
    if (state.status !== 'challenged') return undefined;
    const { name, identity } = (await openAttempt(services, begun)) ?? {};
    if (name === undefined || identity === undefined || identity.kind === 'id-card') return { refused: 'attempt-unknown' };
    return passports.check({ name, document: identity, ...toCall(begun.effectId, state) });
  },
  ...answersOfCheck,
});
