import { internal, refuse } from '../decider';
import { defined, id, list, optional, table, type DataOf } from '../events';
import { isGroup, rolesByName, type RoleFacts, type RoleWord } from '../role/role';
import { isPending, openStage, waitingTasks, type Approval, type PendingApproval } from './approval';
import { peopleBy } from './asking';
import { accept, rule, stillPending } from './conditions';
import { personOf } from './people';
import { withResolved, type Resolved } from './resolved';
import { isSameSelector, roleAsked, type RecordedSelector } from './selector';
import { selectorOf, selectorsOf, type Slot } from './stage';
import { decisionsThatCount, isFilled, placesLeft, slotsWithoutPeople, type Decisions } from './tally';

const resolveApprovers = {
  /** The streams of the roles that its slots ask. */
  roleStreams: table(id),
  /** People who act no more, or not now: their accounts are gone, or frozen. */
  absent: list(id),
  /** People who have left the company. */
  left: list(id),
  /** People who must not decide: they may be the requester under another principal. */
  barred: list(id),
  /** Further ids of these people, each with the one that stands for its person. */
  aliases: optional(table(id)),
};
type ResolveApprovers = DataOf<typeof resolveApprovers>;

export const resolvingRules = {
  /**
   * Somebody whom it asks has lost their role, has left, or is frozen or gone; or somebody has come, or come back; or
   * two of them are one person. Tasks of those who may not decide are closed, the others of the slot are asked, and a
   * slot for which nobody is left waits for somebody.
   */
  ResolveApprovers: rule({
    origin: 'effect',
    takes: resolveApprovers,
    given: stillPending,
    needs: ({ roleStreams }) => rolesByName(roleStreams),
    emits: ['ApproversResolved'],
    decide: ({ state, command, facts }) => {
      const resolved = resolve(state, command, facts);
      return changes(state, resolved) ? accept({ type: 'ApproversResolved', ...resolved }) : refuse(internal('approvers-unchanged'));
    },
  }),
};

/**
 * Everybody who has, had, or may get something to decide in the open stage: who resolves its slots must know where they
 * stand. Holders of roles are beside them.
 */
export function peopleNamed({ stages, former = [], sources }: PendingApproval): readonly string[] {
  const { slots } = openStage({ stages });
  const users = slots.flatMap(selectorsOf).flatMap((selector) => (selector.kind === 'user' ? [selector.user] : []));
  const assignees = [...slots.flatMap(({ tasks }) => tasks), ...former].map(({ assignee }) => assignee);
  return [...new Set([...assignees, ...users, ...(sources?.managers ?? [])])];
}

/** The roles that its open stage asks. */
export const rolesAskedIn = ({ stages }: PendingApproval): readonly RoleWord[] => [
  ...new Set(
    openStage({ stages })
      .slots.flatMap(selectorsOf)
      .flatMap((selector) => roleAsked(selector) ?? []),
  ),
];

/** The groups that its open stage asks. */
export const groupsAsked = (approval: Approval): readonly RoleWord[] => (isPending(approval) ? rolesAskedIn(approval).filter(isGroup) : []);

/** The people who still have something to decide and whose tasks would not be closed now, each once. */
export function stillWaitingFor(approval: PendingApproval, command: ResolveApprovers, facts: Partial<RoleFacts>): readonly string[] {
  const { closed } = resolve(approval, command, facts);
  return [...new Set(waitingTasks(approval).flatMap(({ taskId, assignee }) => (closed.includes(taskId) ? [] : [assignee])))];
}

/** Whether its slots would be resolved anew by what is known now. */
export const isToResolve = (approval: PendingApproval, command: ResolveApprovers, facts: Partial<RoleFacts>): boolean =>
  changes(approval, resolve(approval, command, facts));

/** What is known of people now. */
interface Known {
  command: ResolveApprovers;
  facts: Partial<RoleFacts>;
}

function resolve(approval: PendingApproval, command: ResolveApprovers, facts: Partial<RoleFacts>): Resolved {
  const same = sameDeciders(approval, command);
  const counted = decisionsThatCount(openStage(withResolved(approval, { ...nothing, same })), approval.decided);
  const slots = openStage(approval).slots.map((slot, s) => resolveSlot(approval, slot, s + 1, { command, facts, counted }));
  const moved = { closed: slots.flatMap(({ closed }) => closed), opened: slots.flatMap(({ opened }) => opened), vacant: [] };
  const after = openStage(withResolved(approval, { ...moved, same }));
  const empty = slotsWithoutPeople(after, approval.decided);
  const vacant = after.slots.flatMap((slot, s) =>
    empty.includes(slot) ? [{ slot: s + 1, waitsFor: awaitedFor(slot, slots[s]!.named, command) }] : [],
  );
  return { ...moved, vacant, ...(same.length > 0 && { same }) };
}

const nothing = { closed: [], opened: [], vacant: [] };

/** Who has decided under an id that turned out to be another one of a person. */
function sameDeciders(approval: PendingApproval, { aliases = {} }: ResolveApprovers): readonly { id: string; person: string }[] {
  const tasks = openStage(approval).slots.flatMap((slot) => slot.tasks);
  const decided = new Set(tasks.flatMap(({ taskId, assignee }) => (approval.decided[taskId] ? [assignee] : [])));
  return [...decided].flatMap((each) => (personOf(aliases, each) === each ? [] : [{ id: each, person: personOf(aliases, each) }]));
}

/** `named`: everybody who has, or had, a task in the slot. */
function resolveSlot(approval: PendingApproval, slot: Slot, place: number, known: Known & { counted: Decisions }) {
  const former = (approval.former ?? []).filter((each) => each.slot === place);
  const person = (each: string) => personOf(known.command.aliases ?? {}, each);
  const named = [...new Set([...slot.tasks, ...former].map(({ assignee }) => person(assignee)))];
  const may = (selector: RecordedSelector) => peopleOf(selector, named, approval, known);
  const asked = new Set<string>();
  const stays = (task: Slot['tasks'][number]): boolean => {
    if (approval.decided[task.taskId]) return true;
    const isNamedOnce = person(task.assignee) === task.assignee && !asked.has(task.assignee);
    return isNamedOnce && (may(selectorOf(slot, task))?.includes(task.assignee) ?? true);
  };
  const closed = slot.tasks.flatMap((task) => {
    if (!stays(task)) return [task.taskId];
    asked.add(person(task.assignee));
    return [];
  });
  const waits = !isFilled(slot, known.counted);
  const all = waits
    ? [...selectorsOf(slot), ...namedByApprovers(slot, approval)].flatMap((selector) =>
        (may(selector) ?? []).flatMap((who) => taskFor(slot, selector, who, asked)),
      )
    : [];
  const handedOn = (approval.handedOn ?? []).filter((each) => each.slot === place).map(({ assignee }) => assignee);
  const others = all.filter(({ assignee }) => !handedOn.includes(assignee));
  const left = slot.tasks.length - closed.length + others.length;
  const newcomers = left < slot.tasks.length || left < placesLeft(slot, known.counted) ? all : others;
  const made = slot.tasks.length + former.length;
  const idOf = (n: number) => [approval.round, openStage(approval).index, place, made + n + 1].join('.');
  return { named, closed, opened: newcomers.map((task, n) => ({ slot: place, taskId: idOf(n), ...task })) };
}

/** Whom approvers have added, in a company by name: they are asked again once they are back. */
const namedByApprovers = ({ added }: Slot, { companyId }: PendingApproval): readonly RecordedSelector[] =>
  companyId === undefined ? [] : (added?.people ?? []).map((user) => ({ kind: 'user', user }));

function taskFor({ selector: own, fallback }: Slot, selector: RecordedSelector, assignee: string, asked: Set<string>) {
  if (asked.has(assignee)) return [];
  asked.add(assignee);
  const asks = isSameSelector(selector, fallback ?? own) ? undefined : selector;
  return [{ assignee, ...defined({ asks }) }];
}

/** Who may fill a slot by this selector now; undefined where that is not known. */
function peopleOf(
  selector: RecordedSelector,
  named: readonly string[],
  { requestedBy, sources }: PendingApproval,
  { command: { absent, left, barred, aliases = {} }, facts }: Known,
): readonly string[] | undefined {
  const gone = selector.kind === 'role' || selector.kind === 'superAdmin' ? [] : left;
  const never = new Set([...absent, ...gone, ...barred, ...(sources?.barred ?? []), requestedBy].map((each) => personOf(aliases, each)));
  const people = peopleBy(selector, { managers: managersOf(named, sources), aliases, facts });
  return people?.filter((person) => !never.has(person));
}

/** Those whom the matter names; an older release has recorded only those whom it asked. */
const managersOf = (named: readonly string[], sources: PendingApproval['sources']): readonly string[] => sources?.managers ?? named;

/** Whom a vacant slot waits for: who gets the role, or a manager who comes back. */
const awaitedFor = (slot: Slot, named: readonly string[], { roleStreams }: ResolveApprovers): readonly string[] => [
  ...new Set(
    selectorsOf(slot).flatMap((selector) => {
      if (selector.kind === 'manager') return named.toSorted();
      return selector.kind === 'user' ? [selector.user] : (roleStreams[roleAsked(selector) ?? ''] ?? []);
    }),
  ),
];

const changes = (approval: PendingApproval, { closed, opened, vacant, same = [] }: Resolved): boolean => {
  const before = openStage(approval).slots.flatMap(({ vacant: waitsFor }, s) => (waitsFor ? [{ slot: s + 1, waitsFor }] : []));
  return closed.length + opened.length + same.length > 0 || JSON.stringify(before) !== JSON.stringify(vacant);
};
