import { internal, refuse } from '../decider';
import { id, list, table, type DataOf } from '../events';
import { holdersOf, rolesByName, type RoleFacts, type RoleWord } from '../role/role';
import { openStage, waitingTasks, type PendingApproval } from './approval';
import { accept, rule, stillPending } from './conditions';
import { withResolved, type Resolved } from './resolved';
import { roleAsked } from './selector';
import type { Slot } from './stage';
import { isFilled, slotsWithoutPeople } from './tally';

const resolveApprovers = {
  /** The streams of the roles that its slots ask. */
  roleStreams: table(id),
  /** People who act no more, or not now: their accounts are gone, or frozen. */
  absent: list(id),
  /** People who have left the company. */
  left: list(id),
  /** People who must not decide: they may be the requester under another principal. */
  barred: list(id),
};
type ResolveApprovers = DataOf<typeof resolveApprovers>;

export const resolvingRules = {
  /**
   * Somebody whom it asks has lost their role, has left, or is frozen or gone; or has come back. Their tasks are
   * closed, others of the slot are asked, and a slot for which nobody is left waits for somebody.
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
 * Everybody who has, or had, something to decide in the open stage: who resolves its slots must know where they stand.
 */
export const peopleNamed = ({ stages, former = [] }: PendingApproval): readonly string[] =>
  [...openStage({ stages }).slots.flatMap(({ tasks }) => tasks), ...former].map(({ assignee }) => assignee);

/** The roles that its open stage asks. */
export const rolesAskedIn = ({ stages }: PendingApproval): readonly RoleWord[] =>
  openStage({ stages }).slots.flatMap(({ selector }) => roleAsked(selector) ?? []);

/** The people who still have something to decide and whose tasks would not be closed now, each once. */
export function stillWaitingFor(approval: PendingApproval, command: ResolveApprovers, facts: Partial<RoleFacts>): readonly string[] {
  const { closed } = resolve(approval, command, facts);
  return [...new Set(waitingTasks(approval).flatMap(({ taskId, assignee }) => (closed.includes(taskId) ? [] : [assignee])))];
}

function resolve(approval: PendingApproval, command: ResolveApprovers, facts: Partial<RoleFacts>): Resolved {
  const slots = openStage(approval).slots.map((slot, s) => resolveSlot(approval, slot, s + 1, { command, facts }));
  const moved = { closed: slots.flatMap(({ closed }) => closed), opened: slots.flatMap(({ opened }) => opened), vacant: [] };
  const after = openStage(withResolved(approval, moved));
  const empty = slotsWithoutPeople(after, approval.decided);
  const vacant = after.slots.flatMap((slot, s) =>
    empty.includes(slot) ? [{ slot: s + 1, waitsFor: awaitedFor(slot, slots[s]!.named, command) }] : [],
  );
  return { ...moved, vacant };
}

/** `named`: everybody who has, or had, a task in the slot. */
function resolveSlot(approval: PendingApproval, slot: Slot, place: number, of: { command: ResolveApprovers; facts: Partial<RoleFacts> }) {
  const former = (approval.former ?? []).filter((each) => each.slot === place);
  const named = [...new Set([...slot.tasks, ...former].map(({ assignee }) => assignee))];
  const people = peopleOf(slot, named, approval.requestedBy, of) ?? named;
  const stay = [...people, ...chosenPeople(slot, approval.requestedBy, of.command)];
  const gone = slot.tasks.filter(({ taskId, assignee }) => !approval.decided[taskId] && !stay.includes(assignee));
  const isShort = (gone.length > 0 || slot.vacant !== undefined) && !isFilled(slot, approval.decided);
  const asked = slot.tasks.map(({ assignee }) => assignee);
  const newcomers = isShort ? people.filter((person) => !asked.includes(person)) : [];
  const made = slot.tasks.length + former.length;
  const idOf = (n: number) => [approval.round, openStage(approval).index, place, made + n + 1].join('.');
  return {
    named,
    closed: gone.map(({ taskId }) => taskId),
    opened: newcomers.map((assignee, n) => ({ slot: place, taskId: idOf(n), assignee })),
  };
}

/** Those whom an approver has brought in by their name, as long as they may act and belong to the company. */
const chosenPeople = ({ tasks }: Slot, requestedBy: string, { absent, left, barred }: ResolveApprovers): readonly string[] =>
  tasks.flatMap(({ assignee, asks }) =>
    asks?.kind === 'user' && ![...absent, ...left, ...barred, requestedBy].includes(assignee) ? [assignee] : [],
  );

/** Who may fill the slot now; undefined where that is not known. */
function peopleOf(
  { selector }: Slot,
  named: readonly string[],
  requestedBy: string,
  { command: { absent, left, barred }, facts }: { command: ResolveApprovers; facts: Partial<RoleFacts> },
): readonly string[] | undefined {
  const mayNot = new Set([...absent, ...barred, requestedBy]);
  if (selector.kind === 'manager') return named.filter((person) => !mayNot.has(person) && !left.includes(person));
  const asked = roleAsked(selector);
  const role = asked && facts[asked];
  return role && holdersOf(role).filter((person) => !mayNot.has(person));
}

/** Whom a vacant slot waits for: who gets the role, or a manager who comes back. */
const awaitedFor = ({ selector }: Slot, named: readonly string[], { roleStreams }: ResolveApprovers): readonly string[] =>
  selector.kind === 'manager' ? named.toSorted() : [roleStreams[roleAsked(selector) ?? ''] ?? []].flat();

const changes = (approval: PendingApproval, { closed, opened, vacant }: Resolved): boolean => {
  const before = openStage(approval).slots.flatMap(({ vacant: waitsFor }, s) => (waitsFor ? [{ slot: s + 1, waitsFor }] : []));
  return closed.length + opened.length > 0 || JSON.stringify(before) !== JSON.stringify(vacant);
};
