import { accounts, hasLeft } from '../account/account';
import { defined, id, list, optional, table, type DataOf } from '../events';
import type { FactsFor } from '../needs';
import { holdersOf, roleNames, rolesByName, type RoleName } from '../role/role';
import { openStage, type PendingApproval } from './approval';
import type { Slot } from './stage';

/** Who acts on a task, and where the facts lie by which they may. */
export const actorFields = {
  actor: id,
  /** Other ids of the actor: they are one person, who decides once and never their own request. */
  aliases: optional(list(id)),
  /** The streams of the roles that its slots may ask, by role. */
  roleStreams: optional(table(id)),
  /** The account of the actor. */
  accountId: optional(id),
};
type Actor = DataOf<typeof actorFields>;

const idsOf = ({ actor, aliases = [] }: Pick<Actor, 'actor' | 'aliases'>): readonly string[] => [actor, ...aliases];

export const isRole = (word: string): word is RoleName => roleNames.some((role) => role === word);

/** The roles that the actor's tasks ask for, and their account where a task asks for a manager: read under lock. */
export function factsAbout({ roleStreams = {}, accountId, ...person }: Actor, approval: PendingApproval) {
  const ids = idsOf(person);
  const own = openStage(approval).slots.filter(({ tasks }) => tasks.some(({ assignee }) => ids.includes(assignee)));
  const asked = own.flatMap(({ selector }) => (selector.kind === 'role' && isRole(selector.role) ? [selector.role] : []));
  const streams = defined(Object.fromEntries(asked.map((role) => [role, roleStreams[role]])));
  const isManager = own.some(({ selector }) => selector.kind === 'manager');
  return { ...rolesByName(streams), account: isManager ? accounts.read(accountId) : undefined };
}
export type ActorFacts = FactsFor<ReturnType<typeof factsAbout>>;

/**
 * True if the actor is still what the slot asks for: a holder of the role, or a manager who has not left the company.
 * Whether the person may act at all, the engine asks of their account. Before the locks no fact is known, and nobody is
 * kept out.
 */
export function mayStill(
  person: Pick<Actor, 'actor' | 'aliases'>,
  { companyId }: PendingApproval,
  selector: Slot['selector'],
  facts: ActorFacts,
): boolean {
  if (selector.kind === 'manager') return companyId === undefined || !hasLeft(facts.account, companyId);
  const role = isRole(selector.role) ? facts[selector.role] : undefined;
  return role === undefined || idsOf(person).some((each) => holdersOf(role).includes(each));
}
