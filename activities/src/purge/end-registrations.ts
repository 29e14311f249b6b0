import type { KnownRegistration } from '#domain';
import { streamIdOf, type Engine } from '#engine';
import type { Performance } from '../perform';
import { Undecided } from '../undecided';
import { stepDone } from './record-step';

/** The ids of the registrations that join a company to this account, in their order, from just after one on. */
export type RegistrationsJoining = (accountId: string, after: string | undefined, limit: number) => Promise<readonly string[]>;

interface Services {
  engine: Pick<Engine, 'read' | 'sendFromEffect'>;
  registrationsJoining: RegistrationsJoining;
}

const step = 'endRegistrations';
const idsAPage = 50;
/** More than a lease is good for are not begun at a time: the next try goes on with them. */
const endedATry = 100;

/**
 * D4: the other registrations of the person end with his account, and what they hold of him goes. They are found in a read model; whether one ends, it
 * decides itself. Each is erased by its own process, and there is no receipt before all of them are.
 */
export const endRegistrations = ({ engine, registrationsJoining }: Services): Performance => ({
  async act({ effectId, process: { id: deregistrationId, accountId } }) {
    let [items, left] = [0, 0];
    for await (const id of accountId === undefined ? [] : every(registrationsJoining, accountId)) {
      items += 1;
      if (await isErased(engine, id)) continue;
      await engine.sendFromEffect(effectId, { process: 'registration', id }, { type: 'EndWithAccount', deregistrationId });
      left += 1;
      if (left === endedATry) break;
    }
    if (left > 0) throw new Undecided();
    return stepDone(step, items);
  },
});

async function* every(registrationsJoining: RegistrationsJoining, accountId: string): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const page = await registrationsJoining(accountId, after, idsAPage);
    yield* page;
    after = page.at(-1);
  } while (after !== undefined);
}

async function isErased(engine: Pick<Engine, 'read'>, id: string): Promise<boolean> {
  const registration = await engine.read(streamIdOf('registration', id));
  return (registration?.state as KnownRegistration | undefined)?.erased !== undefined;
}
