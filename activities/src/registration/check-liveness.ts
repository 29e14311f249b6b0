import { streamIdOf } from '#engine';
import { effect } from '../effect';
import { isUnusable } from '../unusable-recording';
import { personInSealed } from '../verification/person-in';
import { openApplicant } from './open-applicant';

/** R18: asks whether the recording shows a living person, and the one whom the document names. */
export const checkLiveness = effect('registration', {
  kind: 'checkLiveness',
  provider: 'faceCheck',
  async act(begun, { faceCheck, ...services }) {
    const { status, joining, unverified } = begun.process.state;
    if (status !== 'verifying') return undefined;
    const { name, identity, liveness } = await openApplicant(services, begun, 'profile', ['name', 'identity', 'liveness']);
    if (liveness === undefined) return { refused: 'applicant-unknown' };
    // Of an applicant without a document an earlier one may lie there that was not confirmed; of a passport it is only
    // asked whether somebody lives.
    const person = unverified ? undefined : personInSealed(name, identity);
    return faceCheck.check({
      result: liveness,
      subject: streamIdOf('registration', begun.process.id),
      ...(joining && { companyId: joining.companyId }),
      ...(person && { person }),
      idempotencyKey: begun.effectId,
    });
  },
  result: (outcome, { n }) => ({ type: 'RecordLivenessCheck', attempt: n, outcome }),
  // A recording that nobody can use is for the applicant to replace; any other final no leads to a person.
  refused: (reason, { n }) => ({ type: 'RecordLivenessCheck', attempt: n, outcome: isUnusable(reason) ? 'unusable' : 'unavailable' }),
  callback: ['confirmed', 'unconfirmed'],
  late: { confirmed: 'leaves-nothing', unconfirmed: 'leaves-nothing' },
});
