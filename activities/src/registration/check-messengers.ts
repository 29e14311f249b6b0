import { effect } from '../effect';
import { openApplicant } from './open-applicant';

type Answer = 'one-at-most' | 'both';

/** R8: asks whether the proven number is used with both outside messengers; the submission waits for the answer. */
export const checkMessengers = effect('registration', {
  kind: 'checkMessengers',
  provider: 'messengerCheck',
  async act(begun, { messengerCheck, ...services }): Promise<Answer | { refused: string }> {
    const { phone } = await openApplicant(services, begun, 'contact', ['phone']);
    if (phone === undefined) return { refused: 'applicant-unknown' };
    const { joining } = begun.process.state;
    const ours = { ...(joining && { companyId: joining.companyId }), idempotencyKey: begun.effectId };
    return (await messengerCheck.isUsedWithBoth({ phone, ...ours })) ? 'both' : 'one-at-most';
  },
  result: (outcome) => ({ type: 'RecordMessengerCheck', outcome }),
  // A provider that knows nothing of a number refuses nobody.
  refused: () => ({ type: 'RecordMessengerCheck', outcome: 'untold' }),
});
