import { effect } from '../effect';
import { answersOfCheck } from './answers';
import { openAttempt, personIn } from './open-attempt';

/** V4: asks whose card it is. */
export const verifyBankCard = effect('verification', {
  kind: 'verifyBankCard',
  provider: 'bankCards',
  async act(begun, { bankCards, ...services }) {
    const { status, companyId } = begun.process.state;
    if (status !== 'challenged') return undefined;
    const { name, identity, card } = (await openAttempt(services, begun)) ?? {};
    const person = personIn(name, identity);
    if (person === undefined || card === undefined) return { refused: 'attempt-unknown' };
    return bankCards.check({ person, card, ...(companyId !== undefined && { companyId }), idempotencyKey: begun.effectId });
  },
  ...answersOfCheck,
});
