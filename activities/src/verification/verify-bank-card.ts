import { effect } from '../effect';
import { answersOfCheck } from './answers';
import { openAttempt, toCall } from './open-attempt';
import { personIn } from './person-in';

/** V4: asks whose card it is. */
export const verifyBankCard = effect('verification', {
  kind: 'verifyBankCard',
  provider: 'bankCards',
  async act(begun, { bankCards, ...services }) {
    const { state } = begun.process;
    if (state.status !== 'challenged') return undefined;
    const { name, identity, card } = (await openAttempt(services, begun)) ?? {};
    const person = personIn(name, identity);
    if (person === undefined || card === undefined) return { refused: 'attempt-unknown' };
    return bankCards.check({ person, card, ...toCall(begun.effectId, state) });
  },
  ...answersOfCheck,
});
