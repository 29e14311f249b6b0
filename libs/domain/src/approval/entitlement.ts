import { accounts, hasLeft } from '../account/account';
import { id, list, optional, table, type DataOf } from '../events';
import type { FactsFor } from '../needs';
import { holdersOf, rolesByName } from '../role/role';
import { openStage, type PendingApproval } from './approval';
import { roleAsked, type RecordedSelector } from './selector';
import { selectorOf } from './stage';

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

type NeedsOfActor = ReturnType<typeof rolesByName> & { account: ReturnType<typeof accounts.read> };

/**
 * The roles that the actor's tasks ask for, and their account where membership counts; and further ones: under lock.
 */
export function factsAbout(
  { roleStreams = {}, accountId, ...person }: Actor,
  approval: PendingApproval,
  further: Readonly<Record<string, string>> = {},
): NeedsOfActor {
  const ids = idsOf(person);
  const asked = openStage(approval).slots.flatMap((slot) =>
    slot.tasks.flatMap((task) => (ids.includes(task.assignee) ? [selectorOf(slot, task)] : [])),
  );
  const streams = asked.flatMap((selector) => {
    const role = roleAsked(selector);
    return role === undefined || roleStreams[role] === undefined ? [] : [[role, roleStreams[role]] as const];
  });
  return {
    ...rolesByName({ ...further, ...Object.fromEntries(streams) }),
    account: asked.some(asksMembers) ? accounts.read(accountId) : undefined,
  };
}
export type ActorFacts = FactsFor<NeedsOfActor>;

/** A role is taken back with a membership; of the others only the account says that they have left. */
const asksMembers = ({ kind }: RecordedSelector): boolean => kind === 'manager' || kind === 'user' || kind === 'group';

/**
 * True if the actor is still what the task asks for: a holder of the role, a person who has not left the company.
 * Whether the person may act at all, the engine asks of their account. Before the locks no fact is known, and nobody is
 * kept out.
 */
export function mayStill(
  person: Pick<Actor, 'actor' | 'aliases'>,
  { companyId }: PendingApproval,
  selector: RecordedSelector,
  facts: ActorFacts,
): boolean {
  if (asksMembers(selector) && companyId !== undefined && hasLeft(facts.account, companyId)) return false;
  const asked = roleAsked(selector);
  const role = asked && facts[asked];
  return role === undefined || idsOf(person).some((each) => holdersOf(role).includes(each));
}
