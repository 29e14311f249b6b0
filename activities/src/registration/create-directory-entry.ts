import { randomUUID } from 'node:crypto';
import { applicantAccount, type KnownRegistration, type Position, type SealedClass } from '#domain';
import { streamIdOf } from '#engine';
import { effect, type Begun, type Services } from '../effect';
import { openApplicant } from './open-applicant';

type OwnServices = Pick<Services, 'engine' | 'transaction' | 'vault'>;

/**
 * Makes the person's entry in the directory of the company.
 * Once begun it is asked for until it is decided, even after the registration has ended: an entry that may exist must
 * be known, so that it can be removed.
 */
export const createDirectoryEntry = effect('registration', {
  kind: 'createDirectoryEntry',
  provider: 'directory',
  async act(begun, { directory, ...services }) {
    const entry = await entryOf(services, begun);
    if (!entry) return answerWithoutData(begun.process.state);
    await keepForPurge(services, begun, { name: entry.name, phone: entry.phone });
    return directory.addEntry({ ...entry, idempotencyKey: begun.effectId });
  },
  result: (outcome) => ({ type: 'RecordDirectoryEntry', outcome }),
  refused: (reason) => ({ type: 'RecordDirectoryEntry', outcome: 'refused', reason }),
  callback: ['made'],
  late: { made: { takesBack: { type: 'RecordLateDirectoryEntry' }, unless: 'entry-of-member' } },
});

/**
 * Without the applicant's data the entry cannot be asked about: after the end it counts as made, so that it is removed.
 */
const answerWithoutData = ({ status }: KnownRegistration) => (status === 'activating' ? { refused: 'applicant-unknown' } : 'made');

async function entryOf(services: OwnServices, begun: Begun<'registration'>) {
  const registration = begun.process.state;
  const { name } = await openApplicant(services, begun, 'profile', ['name']);
  const { phone } = await openApplicant(services, begun, 'contact', ['phone']);
  const positionId = await positionOf(services, registration);
  const companyId = registration.joining?.companyId;
  if (name === undefined || phone === undefined || positionId === undefined || companyId === undefined) return undefined;
  return { entryId: begun.process.id, accountId: applicantAccount(registration), companyId, positionId, name, phone };
}

/** The company's own name of the position, by which the directory knows it. */
async function positionOf({ engine }: OwnServices, { joining }: KnownRegistration): Promise<string | undefined> {
  const position = joining && (await engine.read(streamIdOf('position', joining.positionStreamId)));
  const state = position?.state as Position | undefined;
  return state?.status === 'offered' ? state.positionId : undefined;
}

/**
 * D5: our copy of the entry of a new account has a data class of its own, because it is erased on its own day.
 * A joining person has such a copy already.
 */
async function keepForPurge(
  { transaction, vault }: OwnServices,
  { process: { subjectId, state } }: Begun<'registration'>,
  person: Record<string, string>,
): Promise<void> {
  if (subjectId === undefined || state.status !== 'activating' || state.joins !== undefined) return;
  const dataClass: SealedClass<'registration'> = 'directory';
  const values = Object.entries(person).map(([field, value]) => ({
    ...{ rowId: randomUUID(), subjectId, dataClass, field, value },
    // Sealed before the directory gets it, and again at each try.
    replace: true,
  }));
  await transaction((tx) => vault.insert(tx, values));
}
