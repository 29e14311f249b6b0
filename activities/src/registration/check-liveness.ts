import { streamIdOf } from '#engine';
import type { IdentityDocument } from '#providers';
import { effect } from '../effect';
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
    return faceCheck.check({
      result: liveness,
      subject: streamIdOf('registration', begun.process.id),
      ...(joining && { companyId: joining.companyId }),
      // Of an applicant without a document an earlier one may lie there that was not confirmed.
      ...(!unverified && personOf(name, identity)),
      idempotencyKey: begun.effectId,
    });
  },
  result: (outcome, { n }) => ({ type: 'RecordLivenessCheck', attempt: n, outcome }),
  refused: (_, { n }) => ({ type: 'RecordLivenessCheck', attempt: n, outcome: 'unavailable' }),
  callback: ['confirmed', 'unconfirmed'],
  late: { confirmed: 'leaves-nothing', unconfirmed: 'leaves-nothing' },
});

/** By the number of an identity card or a permit; of a passport, or without a document, only whether somebody lives. */
function personOf(name: string | undefined, identity: string | undefined) {
  if (name === undefined || identity === undefined) return {};
  const document = JSON.parse(identity) as IdentityDocument;
  return document.kind === 'passport' ? {} : { person: { name, number: document.number } };
}
