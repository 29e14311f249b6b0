import { readDocument } from '../registration/read-document';
import { effect } from '../effect';
import { answersOfDocument } from './answers';
import { openAttempt, toCall } from './open-attempt';

/** V4: asks whether name and document belong together, and first whether a picture of it says the same. */
export const verifyDocument = effect('verification', {
  kind: 'verifyDocument',
  provider: ['identityRegistry', 'documentReader'],
  async act(begun, { identityRegistry, documentReader, ...services }) {
    const { state } = begun.process;
    if (state.status !== 'challenged') return undefined;
    const { name, identity, documents } = (await openAttempt(services, begun)) ?? {};
    if (name === undefined || identity === undefined) return { refused: 'attempt-unknown' };
    const called = toCall(begun.effectId, state);
    const reading = await readDocument(identity, JSON.stringify({ documents }), called, { documentReader });
    if (reading === 'another') return 'unconfirmed';
    return reading === 'same' ? identityRegistry.check({ name, document: identity, ...called }) : reading;
  },
  ...answersOfDocument,
});
