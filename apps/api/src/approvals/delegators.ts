import { hasLeft, isActiveIn, matters, matterTypes, platformGrants, processOf, rolesAsked, standing, type Account } from '#domain';
import { streamIdOf } from '#engine';
import type { ClockMode, Database } from '#event-store';
import { delegationsReceived, readProcesses, type Delegator } from '#read-models';
import { actorsOf, isFor, type Authority } from '../authority/authority';

/**
 * The people in whose place the caller may look and decide at this instant, under each of their ids, and where: those
 * who have delegated to them, act themselves, and have not left the company, as the caller has not.
 */
export async function delegatorsOf(database: Database, authority: Authority, clock: ClockMode): Promise<readonly Delegator[]> {
  const { actor, aliases = [] } = actorsOf(authority);
  const received = await delegationsReceived(database, [actor, ...aliases], clock);
  const active = received.filter((row) => processOf('delegation').canRead(row) && isActiveIn(row.state, row.companyId, row.now));
  const here = active.filter(({ companyId }) => companyId === undefined || mayLookIn(authority, companyId));
  if (here.length === 0) return [];
  const accounts = await readProcesses(
    database,
    here.map(({ userId }) => streamIdOf('account', userId)),
  );
  return here.flatMap(({ companyId, state, names, userId }) => {
    const account = accounts.get(streamIdOf('account', userId))?.state as Account | undefined;
    const acts = account === undefined || (standing(account) === 'present' && !(companyId !== undefined && hasLeft(account, companyId)));
    // A right over the platform is lent to nobody: what operators decide, they alone see.
    const named = state.matterTypes;
    const matterTypes = companyId === undefined ? lentOfPlatform.filter((type) => named?.includes(type) ?? true) : (named ?? null);
    return acts ? names.map((principal) => ({ principal, companyId: companyId ?? null, matterTypes })) : [];
  });
}

const lentOfPlatform = matterTypes.filter((type) =>
  rolesAsked(matters[type].policy).every((role) => !platformGrants.some((grant) => grant === role)),
);

const mayLookIn = (authority: Authority, companyId: string): boolean =>
  isFor(authority, companyId) && !authority.person?.left?.includes(companyId);
