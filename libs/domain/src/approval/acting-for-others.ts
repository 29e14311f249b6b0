import { accounts, standing, type Account } from '../account/account';
import { belongsThere } from '../delegation/belonging';
import { covers, delegations, isActiveIn, type Delegation } from '../delegation/delegation';
import type { Instant } from '../decider';
import { group, id, list, optional, table, type DataOf } from '../events';
import { companyRoles, identityReviewer, platformGrants, rolesByName, type RoleWord } from '../role/role';
import { openStage, type OpenedApproval, type PendingApproval } from './approval';
import { actorFields, factsAbout, mayStill, type ActorFacts } from './entitlement';
import { delegateOf } from './lent';
import { roleAsked, type RecordedSelector } from './selector';
import { selectorOf, type Slot, type Stage } from './stage';
import { tasksOf } from './tally';

/** One person by all of their ids. */
const names = list(id);

/** Who acts on a task, maybe in the place of others, and where the facts lie by which they may. */
export const actingFields = {
  ...actorFields,
  /**
   * The delegations that may bear on it: those that the actor has been given by people of this approval, and those that
   * its requester has given to such people. `names`: all ids of the delegator; `accountId`: their account.
   */
  delegations: optional(list(group({ delegationId: id, names, accountId: optional(id) }))),
  /** The accounts of those who have lent the actor their task, by the principal who is asked. */
  lenders: optional(table(id)),
  /** People for whom the delegators of the actor act: a delegate delegates nothing on. */
  chained: optional(names),
};
export type Acting = Omit<DataOf<typeof actingFields>, 'roleStreams'> & { roleStreams?: Readonly<Record<string, string>> };

type Needs = ReturnType<typeof factsAbout>;
/** By names of their own, so that rules which read roles by their names are not typed by these. */
type FactsOfOthers = Readonly<Record<`delegation ${string}`, Delegation | undefined>> &
  Readonly<Record<`delegator ${string}`, Account | undefined>>;
const factsOfOthers = (facts: ActorFacts) => facts as unknown as FactsOfOthers;

type Task = Slot['tasks'][number] & { slot: Slot };
/** A task that waits for somebody else, in whose place the actor may decide it. */
type TaskForOther = Task & { names: readonly string[]; accountId?: string | undefined };

const idsOf = ({ actor, aliases = [] }: Pick<Acting, 'actor' | 'aliases'>): readonly string[] => [actor, ...aliases];

/**
 * What `factsAbout` reads; of somebody who may act for others also their delegations, the accounts of the people in
 * whose place they act, and what says that they belong to the company themselves.
 */
export function factsAboutActing(command: Acting, approval: PendingApproval, further: Readonly<Record<string, string>> = {}): Needs {
  const own = factsAbout(command, approval, further);
  const tasks = tasksOfOthers(approval, command, [openStage(approval)]);
  return tasks.length === 0 && (command.delegations ?? []).length === 0 ? own : { ...own, ...needsOf(tasks, command, approval) };
}

function needsOf(tasks: readonly TaskForOther[], command: Acting, approval: PendingApproval): Needs {
  const roles = [...rolesOfPeople(approval), ...tasks.flatMap((task) => roleAsked(selectorOf(task.slot, task)) ?? [])];
  return {
    ...streamsAmong(command, roles),
    account: accounts.read(command.accountId),
    ...Object.fromEntries(
      (command.delegations ?? []).map(({ delegationId }) => [`delegation ${delegationId}`, delegations.read(delegationId)]),
    ),
    ...Object.fromEntries(tasks.map(({ assignee, accountId: of }) => [`delegator ${assignee}`, accounts.read(of)])),
  } as Needs;
}

/** These roles as needs, as far as the command names their streams. */
export function streamsAmong({ roleStreams = {} }: Acting, wanted: readonly RoleWord[]): Partial<ReturnType<typeof rolesByName>> {
  const streams = Object.fromEntries(Object.entries(roleStreams).filter(([role]) => wanted.some((each) => each === role)));
  return Object.fromEntries(Object.entries(rolesByName(streams)).filter(([, need]) => need !== undefined));
}

/** The roles by which people belong to the company, or to the platform: they alone act for others there. */
export const rolesOfPeople = ({ companyId }: PendingApproval): readonly RoleWord[] =>
  companyId === undefined ? [identityReviewer, ...platformGrants] : companyRoles;

/** The tasks of those in whose place the actor may act here, by what the call knows before the locks. */
function tasksOfOthers(approval: PendingApproval, command: Acting, stages: readonly Stage[]): readonly TaskForOther[] {
  const { delegations: given = [], lenders = {} } = command;
  const ids = idsOf(command);
  const tasks = stages.flatMap(({ slots }) => slots.flatMap((slot) => slot.tasks.map((task) => ({ ...task, slot }))));
  return tasks.flatMap((task): TaskForOther[] => {
    const { assignee, taskId } = task;
    if (ids.includes(assignee)) return [];
    const delegator = given.find((each) => each.names.includes(assignee) && !each.names.includes(approval.requestedBy));
    if (delegator) return [{ ...task, names: delegator.names, accountId: delegator.accountId }];
    const isTaskLent = lenders[assignee] !== undefined && ids.includes(approval.lent?.[taskId]?.to ?? '');
    return isTaskLent ? [{ ...task, names: [assignee], accountId: lenders[assignee] }] : [];
  });
}

/** Before the locks no fact is known, and nobody is kept out. */
const isUnread = (facts: ActorFacts, name: `delegation ${string}`) => !(name in facts);

/**
 * The delegation by which one of these people acts for the requester now, in the company of the approval: whatever
 * matters it is for, they count no more than the requester does. Undefined: none does.
 */
export function actsForRequester(
  approval: PendingApproval,
  command: Acting,
  facts: ActorFacts,
  now: Instant,
  people: readonly string[] = idsOf(command),
): string | undefined {
  const ofRequester = (command.delegations ?? []).filter((each) => each.names.includes(approval.requestedBy));
  return ofRequester.find(({ delegationId }) => {
    const found = factsOfOthers(facts)[`delegation ${delegationId}`];
    return isActiveIn(found, approval.companyId, now) && people.includes(found.delegate);
  })?.delegationId;
}

/**
 * The tasks that the actor may act on in the place of others, at this instant: those who have delegated, still may
 * decide themselves, act at all, and do not act for the requester. The actor belongs to the same company.
 */
export function tasksForOthers(
  approval: PendingApproval,
  command: Acting,
  facts: ActorFacts,
  now: Instant,
  stages: readonly Stage[] = [openStage(approval)],
): readonly Task[] {
  const tasks = tasksOfOthers(approval, command, stages);
  if (tasks.length === 0 || !actorBelongs(approval, command, facts)) return [];
  return tasks.filter((task) => {
    const selector = selectorOf(task.slot, task);
    const account = factsOfOthers(facts)[`delegator ${task.assignee}`];
    const person = { actor: task.assignee, aliases: task.names };
    return (
      mayBeLent(selector) &&
      isDelegated(approval, task, { command, facts, now }) &&
      (account === undefined || standing(account) === 'present') &&
      mayStill(person, approval, selector, { ...facts, account }) &&
      actsForRequester(approval, command, facts, now, task.names) === undefined
    );
  });
}

/** What {@link inPlaceOf} must know: of every stage that has been opened. */
export const factsAboutLooking = (command: Acting, approval: OpenedApproval): Needs =>
  needsOf(tasksOfOthers(asPending(approval), command, approval.stages), command, asPending(approval));

/**
 * The people in whose place the actor may look at this approval now, and act on it while it is pending: each as they
 * were asked.
 */
export const inPlaceOf = (approval: OpenedApproval, command: Acting, facts: ActorFacts, now: Instant): readonly string[] => [
  ...new Set(tasksForOthers(asPending(approval), command, facts, now, approval.stages).map(({ assignee }) => assignee)),
];

/** Who may look at one that is over is asked of the same facts. */
const asPending = (approval: OpenedApproval): PendingApproval => ({ ...approval, status: 'pending' });

/** A right over the platform is lent to nobody: what operators decide, an operator decides. */
export function mayBeLent(selector: RecordedSelector): boolean {
  const role = roleAsked(selector);
  return !platformGrants.some((grant) => grant === role);
}

function isDelegated(
  approval: PendingApproval,
  { taskId, assignee, names: delegator }: TaskForOther,
  { command, facts, now }: { command: Acting; facts: ActorFacts; now: Instant },
): boolean {
  const ids = idsOf(command);
  if (ids.includes(delegateOf(approval, taskId, now) ?? '')) return true;
  const asked = { companyId: approval.companyId, matterType: approval.matter.type };
  return (command.delegations ?? []).some(({ delegationId, names: of }) => {
    if (!of.includes(assignee)) return false;
    const found = factsOfOthers(facts)[`delegation ${delegationId}`];
    if (isUnread(facts, `delegation ${delegationId}`)) return true;
    return covers(found, asked, now) && ids.includes(found.delegate) && delegator.includes(found.delegator);
  });
}

/** Whether the actor belongs to the company, or to the people of the platform; unknown before the locks. */
function actorBelongs(approval: PendingApproval, command: Acting, facts: ActorFacts): boolean {
  const isKnown = rolesOfPeople(approval).some((role) => role in facts) || 'account' in facts;
  return !isKnown || idsOf(command).some((each) => belongsThere(approval.companyId, each, facts.account, facts));
}

/**
 * Whether the actor may be the applicant under another id, as the holder of the document that two people claim: they
 * decide nothing here, by none of their ids. `matter`: what the approval is about, as it stands under lock.
 */
export function mayBeApplicant(command: Acting, matter: unknown): boolean {
  const { profile } = (matter ?? {}) as { profile?: { ownerId?: string } };
  return idsOf(command).includes(profile?.ownerId ?? '');
}

/** The same by what the approval keeps: also where the actor was asked under an id that is bound by now. */
export const isBarred = ({ sources }: PendingApproval, command: Pick<Acting, 'actor' | 'aliases'>): boolean =>
  sources !== undefined && idsOf(command).some((each) => sources.barred.includes(each));

/**
 * As an actor is asked before the locks what they may do in the place of these people, and of those whose task is in
 * their hands.
 */
export function actingFor(approval: PendingApproval, actor: string, people: readonly string[]): Pick<Acting, 'delegations' | 'lenders'> {
  const tasks = tasksOf(openStage(approval));
  const lenders = tasks.flatMap(({ taskId, assignee }) => (approval.lent?.[taskId]?.to === actor ? [assignee] : []));
  return {
    delegations: people.map((person) => ({ delegationId: person, names: [person] })),
    lenders: Object.fromEntries([...people, ...lenders].map((person) => [person, person])),
  };
}

/** Whether the task is of somebody for whom only a delegator of the actor acts. */
export const isChained = (approval: PendingApproval, { chained = [] }: Acting, taskId: string): boolean =>
  openStage(approval).slots.some(({ tasks }) => tasks.some((task) => task.taskId === taskId && chained.includes(task.assignee)));
