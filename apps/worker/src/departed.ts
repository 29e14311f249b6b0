import type { Standings } from '#activities';
import { processOf } from '#domain';
import { Unavailable, type Engine } from '#engine';
import type { Database } from '#event-store';
import { delegationsOf, type OpenDelegation } from '#read-models';

const atOnce = 100;

/**
 * Ends the delegations by or to these people where one of the two has left the company, or is gone: they lend nothing
 * any more, and their lists say so. Only a departure ends one: who is frozen may come back.
 * @returns how many it has ended
 */
export async function endDelegationsOfDeparted(
  { database, engine, standings }: { database: Database; engine: Engine; standings: Standings },
  people: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  let ended = 0;
  for (let after: string | undefined; !signal.aborted;) {
    const page: readonly OpenDelegation[] = await delegationsOf(database, people, after, atOnce);
    for (const delegation of page) if (await endOne(engine, standings, delegation)) ended += 1;
    after = page.at(-1)?.id;
    if (page.length < atOnce) break;
  }
  return ended;
}

async function endOne(engine: Engine, standings: Standings, row: OpenDelegation): Promise<boolean> {
  if (!processOf('delegation').canRead(row)) return false;
  const { id, version, state } = row;
  for (const who of ['delegator', 'delegate'] as const) {
    const { departed, accountId } = await standings.hasDeparted(state[who], state.companyId);
    if (!departed) continue;
    const command = { type: 'LapseDelegation', by: `${who}-left`, ...(accountId !== undefined && { accountId }) } as const;
    try {
      return await engine.sendFromKeeper(`departure ${id} ${version}`, { process: 'delegation', id }, command);
    } catch (error) {
      // Only a newer release can decide about it: its power is gone all the same.
      if (error instanceof Unavailable) return false;
      throw error;
    }
  }
  return false;
}
