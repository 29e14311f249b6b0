import type { KnownRegistration } from '#domain';
import { streamIdOf } from '#engine';
import { effect, type Services } from '../effect';
import { stepDone } from './record-step';

const step = 'endRegistrations';
const idsAPage = 50;
/** As many as fit into a lease; the next try goes on with the rest. */
const endedATry = 100;

/**
 * D4: ends and erases the other registrations of the person with the account.
 * A read model finds them; each decides itself whether it ends, and is erased by its own process. The receipt comes
 * when all are erased.
 */
export const endRegistrations = effect('deregistration', {
  kind: step,
  async act({ effectId, process: { id: deregistrationId, accountId } }, { engine, registrationsJoining }) {
    let [items, pending] = [0, 0];
    for await (const id of accountId === undefined ? [] : every(registrationsJoining, accountId)) {
      items += 1;
      if (await isErased(engine, id)) continue;
      await engine.sendFromEffect(effectId, { process: 'registration', id }, { type: 'EndWithAccount', deregistrationId });
      pending += 1;
      if (pending === endedATry) break;
    }
    return pending > 0 ? 'pending' : items;
  },
  result: stepDone(step),
});

async function* every(registrationsJoining: Services['registrationsJoining'], accountId: string): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const page = await registrationsJoining(accountId, after, idsAPage);
    yield* page;
    after = page.at(-1);
  } while (after !== undefined);
}

async function isErased(engine: Pick<Services['engine'], 'read'>, id: string): Promise<boolean> {
  const registration = await engine.read(streamIdOf('registration', id));
  return (registration?.state as KnownRegistration | undefined)?.erased !== undefined;
}
