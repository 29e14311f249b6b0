import { randomUUID } from 'node:crypto';
import { applicantAccount, type CommandOf, type KnownRegistration, type Position } from '#domain';
import { streamIdOf, type BegunEffect, type Engine } from '#engine';
import type { Ports } from '#providers';
import type { Vault } from '#vault';
import type { Performance } from '../perform';
import type { Transaction } from '../transaction';
import { Undecided } from '../undecided';
import { openApplicant } from './open-applicant';

type RecordDirectoryEntry = Extract<CommandOf<'registration'>, { type: 'RecordDirectoryEntry' }>;

interface Services {
  engine: Pick<Engine, 'read'>;
  transaction: Transaction;
  vault: Pick<Vault, 'open' | 'insert'>;
  directory: Ports['directory'];
}

/**
 * The person's entry in the directory of the company. Begun, it is asked for until it is decided, also where the registration has ended meanwhile: what may have
 * been made must be known, so that it can be taken back.
 */
export const createDirectoryEntry = (services: Services): Performance => ({
  async act(effect) {
    const registration = effect.process.state as KnownRegistration;
    const entry = await entryOf(services, effect, registration);
    if (!entry) return unasked(registration);
    await keepForPurge(services, effect, registration, { name: entry.name, phone: entry.phone });
    const outcome = await services.directory.addEntry({ ...entry, idempotencyKey: effect.effectId });
    if (outcome === 'pending') throw new Undecided();
    return made;
  },
  refused: (_, reason) => refused(reason),
});

const made: RecordDirectoryEntry = { type: 'RecordDirectoryEntry', outcome: 'made' };
const refused = (reason: string): RecordDirectoryEntry => ({ type: 'RecordDirectoryEntry', outcome: 'refused', reason });

/** Without the applicant's data nobody can be asked what became of the entry: after the end it counts as made, so that it is taken back. */
const unasked = ({ status }: KnownRegistration): RecordDirectoryEntry => (status === 'activating' ? refused('applicant-unknown') : made);

async function entryOf(services: Services, effect: BegunEffect, registration: KnownRegistration) {
  const { name } = await openApplicant(services, effect, 'profile', ['name']);
  const { phone } = await openApplicant(services, effect, 'contact', ['phone']);
  const positionId = await positionOf(services, registration);
  const companyId = registration.joining?.companyId;
  if (name === undefined || phone === undefined || positionId === undefined || companyId === undefined) return undefined;
  return { accountId: applicantAccount(registration), companyId, positionId, name, phone };
}

/** The name that the company has given the position, which the directory knows it by. */
async function positionOf({ engine }: Services, { joining }: KnownRegistration): Promise<string | undefined> {
  const position = joining && (await engine.read(streamIdOf('position', joining.positionStreamId)));
  const state = position?.state as Position | undefined;
  return state?.status === 'offered' ? state.positionId : undefined;
}

/** D5: what the directory is told of a new account is erased on a day of its own, so it lies in a drawer of its own. Who joins has one already. */
async function keepForPurge(
  { transaction, vault }: Services,
  { process: { subjectId } }: BegunEffect,
  { status, joins }: KnownRegistration,
  person: Record<string, string>,
): Promise<void> {
  if (subjectId === undefined || status !== 'activating' || joins !== undefined) return;
  const values = Object.entries(person).map(([field, value]) => ({
    ...{ rowId: randomUUID(), subjectId, dataClass: 'directory', field, value },
    // Kept before it is told, and so again at each try.
    replace: true,
  }));
  await transaction((tx) => vault.insert(tx, values));
}
