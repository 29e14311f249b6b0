import { readDocument } from '../registration/read-document';
import { effect } from '../effect';
import { answersOfDocument } from './answers';
import { openAttempt, toCall } from './open-attempt';

/** R9: asks whether name and passport, or permit, belong together, and first whether a picture of it says the same. */
export const verifyPassport = effect('verification', {
  kind: 'verifyPassport',
  provider: ['passports', 'documentReader'],
  async act(begun, { passports, documentReader, ...services }) {
    const { state } = begun.process;
    if (state.status !== 'challenged') return undefined;
    const { name, identity, documents } = (await openAttempt(services, begun)) ?? {};
    if (name === undefined || identity === undefined || identity.kind === 'id-card') return { refused: 'attempt-unknown' };
    const called = toCall(begun.effectId, state);
    const reading = await readDocument(identity, JSON.stringify({ documents }), called, { documentReader });
    if (reading === 'another') return 'unconfirmed';
    return reading === 'same' ? passports.check({ name, document: identity, ...called }) : reading;
  },
  ...answersOfDocument,
});
