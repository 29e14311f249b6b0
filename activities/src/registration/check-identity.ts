import type { IdentityDocument } from '#providers';
import { effect } from '../effect';
import { openApplicant } from './open-applicant';
import { readDocument, type Reading } from './read-document';

/**
 * R5, R9: asks the register, or the authority of passports and permits, whether name and document belong together. A
 * reviewer looks at what it cannot answer.
 */
export const checkIdentity = effect('registration', {
  kind: 'checkIdentity',
  provider: ['identityRegistry', 'passports', 'documentReader'],
  async act(begun, { identityRegistry, passports, documentReader, ...services }) {
    if (begun.process.state.status !== 'verifying') return undefined;
    const { name, identity, employment } = await openApplicant(services, begun, 'profile', ['name', 'identity', 'employment']);
    if (name === undefined || identity === undefined) return { refused: 'applicant-unknown' };
    const document = JSON.parse(identity) as IdentityDocument;
    const { joining } = begun.process.state;
    const ours = { ...(joining && { companyId: joining.companyId }), idempotencyKey: begun.effectId };
    const reading = await readDocument(document, employment, ours, { documentReader });
    if (reading === 'another') return 'unconfirmed';
    if (reading !== 'same') return reading;
    const asked = { name, ...ours };
    return document.kind === 'id-card' ? identityRegistry.check({ ...asked, document }) : passports.check({ ...asked, document });
  },
  // R17: whose the document is decides under lock, together with the answer.
  async brings(registrationId, { documentOf }) {
    const document = await documentOf(registrationId);
    return document ? { document } : {};
  },
  result: (answer, { n }) => ({ type: 'RecordIdentityCheck', attempt: n, ...outcomeOf(answer) }),
  refused: (_, { n }) => ({ type: 'RecordIdentityCheck', attempt: n, outcome: 'unavailable' }),
  callback: ['confirmed', 'unconfirmed'],
  late: {
    ...{ confirmed: 'leaves-nothing', unconfirmed: 'leaves-nothing' },
    ...{ 'unreadable-name': 'leaves-nothing', 'unreadable-number': 'leaves-nothing' },
    ...{ 'unreadable-mrz': 'leaves-nothing', 'unreadable-document': 'leaves-nothing' },
  },
});

type Answer = Exclude<Reading, 'same' | 'another' | 'pending'> | 'confirmed' | 'unconfirmed' | 'pending';

const outcomes = {
  'unreadable-name': { outcome: 'unreadable', field: 'name' },
  'unreadable-number': { outcome: 'unreadable', field: 'number' },
  'unreadable-mrz': { outcome: 'unreadable', field: 'mrz' },
  'unreadable-document': { outcome: 'unreadable', field: 'document' },
  confirmed: { outcome: 'confirmed' },
  unconfirmed: { outcome: 'unconfirmed' },
  // Never recorded: the effect is tried again.
  pending: { outcome: 'unavailable' },
} as const;

const outcomeOf = (answer: Answer) => outcomes[answer];
