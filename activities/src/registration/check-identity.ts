import type { IdentityDocument } from '#providers';
import { effect } from '../effect';
import { openApplicant } from './open-applicant';

/** R5: asks whether name and document belong together. A reviewer looks at what the registry cannot answer. */
export const checkIdentity = effect('registration', {
  kind: 'checkIdentity',
  provider: 'identityRegistry',
  async act(begun, { identityRegistry, ...services }) {
    if (begun.process.state.status !== 'verifying') return undefined;
    const { name, identity } = await openApplicant(services, begun, 'profile', ['name', 'identity']);
    if (name === undefined || identity === undefined) return { refused: 'applicant-unknown' };
    const document = JSON.parse(identity) as IdentityDocument;
    return identityRegistry.check({ name, document, idempotencyKey: begun.effectId });
  },
  result: (outcome, { n }) => ({ type: 'RecordIdentityCheck', attempt: n, outcome }),
  refused: (_, { n }) => ({ type: 'RecordIdentityCheck', attempt: n, outcome: 'unavailable' }),
  callback: ['confirmed', 'unconfirmed'],
  late: { confirmed: 'leaves-nothing', unconfirmed: 'leaves-nothing' },
});
