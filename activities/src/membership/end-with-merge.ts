import { processOf } from '#domain';
import { effect } from '../effect';
import { every } from '../purge/end-registrations';

/** As many as fit into a lease; the next try goes on with the rest. */
const endedATry = 100;

/**
 * R17: ends the open registrations that join a company with a closed account. A read model finds them; each decides
 * itself whether it ends. Cases of the account end by themselves: what they would earn is for nobody.
 */
export const endWithMerge = effect('account', {
  kind: 'endWithMerge',
  async act({ effectId, process: { id: accountId } }, { engine, registrationsJoining }) {
    let sent = 0;
    for await (const id of every(registrationsJoining, accountId)) {
      const found = await engine.read(`registration:${id}`);
      if (found === undefined || isOver(found)) continue;
      await engine.sendFromEffect(effectId, { process: 'registration', id }, { type: 'EndWithMerge', accountId });
      sent += 1;
      if (sent === endedATry) return 'pending' as const;
    }
    return undefined;
  },
});

const isOver = ({ state }: { state: { status: string } }): boolean => processOf('registration').outcome(state) !== undefined;
