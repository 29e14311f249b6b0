import { effect } from '../effect';
import { openApplicant } from './open-applicant';

/** Whether the bank account that an applicant has named is theirs. A bank that refuses confirms nothing. */
export const confirmBankAccount = effect('registration', {
  kind: 'confirmBankAccount',
  provider: 'bank',
  async act(begun, { bank, ...services }) {
    const { name, account } = await openApplicant(services, begun, 'profile', ['name', 'account']);
    if (name === undefined || account === undefined) return 'unconfirmed';
    return bank.confirm({ name, account, idempotencyKey: begun.effectId });
  },
  result: (outcome) => ({ type: 'RecordBankAccount', outcome }),
  refused: () => ({ type: 'RecordBankAccount', outcome: 'unconfirmed' }),
  callback: ['confirmed', 'unconfirmed'],
});
