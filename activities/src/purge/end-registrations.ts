import { streamIdOf } from '#engine';
import { effect, type Services } from '../effect';
import { absorbedBy } from './absorbed';
import { stepDone } from './record-step';

const step = 'endRegistrations';
const idsAPage = 50;
/** As many as fit into a lease; the next try goes on with the rest. */
const endedATry = 100;

/**
 * D4: ends and erases the other registrations of the person with the account, and the cases of it; also those of the
 * accounts that merges have closed into it.
 * A read model finds them; each decides itself whether it ends, and is erased by its own process. The receipt comes
 * when all are erased.
 */
export const endRegistrations = effect('deregistration', {
  kind: step,
  async act({ effectId, process: { id: deregistrationId, accountId } }, { engine, ...found }) {
    let [items, pending] = [0, 0];
    for await (const target of accountId === undefined ? [] : everyOne({ ...found, engine }, accountId)) {
      items += 1;
      if (await isErased(engine, target)) continue;
      if (target.process === 'account')
        await engine.sendFromEffect(effectId, target, toEndMerged(target.id, { deregistrationId, accountId: accountId! }));
      else await engine.sendFromEffect(effectId, target, { type: 'EndWithAccount', deregistrationId });
      pending += 1;
      if (pending === endedATry) break;
    }
    return pending > 0 ? 'pending' : items;
  },
  result: stepDone(step),
});

interface Target {
  process: 'registration' | 'verification' | 'account';
  id: string;
}

type Finding = Pick<Services, 'registrationsJoining' | 'casesOf'> & { engine: Pick<Services['engine'], 'read'> };

/** R17: what an account has kept that a merge had closed before. */
const toEndMerged = (closedId: string, purge: { deregistrationId: string; accountId: string }) =>
  ({ type: 'EndMergedWithPurge', closedId, ...purge }) as const;

async function* everyOne({ registrationsJoining, casesOf, engine }: Finding, accountId: string): AsyncGenerator<Target> {
  const closed = await absorbedBy(engine, accountId);
  for (const id of closed) yield { process: 'account', id };
  for (const each of [accountId, ...closed]) {
    for await (const id of every(registrationsJoining, each)) yield { process: 'registration', id };
    for await (const id of every(casesOf, each)) yield { process: 'verification', id };
  }
}

/** The ids that a read model finds, page by page. */
export async function* every(idsOf: Services['casesOf'], accountId: string): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const page = await idsOf(accountId, after, idsAPage);
    yield* page;
    after = page.at(-1);
  } while (after !== undefined);
}

async function isErased(engine: Pick<Services['engine'], 'read'>, { process, id }: Target): Promise<boolean> {
  const found = await engine.read(streamIdOf(process, id));
  return (found?.state as { erased?: unknown } | undefined)?.erased !== undefined;
}
