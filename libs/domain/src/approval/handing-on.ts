import { refuse, type Instant } from '../decider';
import { code, defined, id, table, type DataOf } from '../events';
import { assigneesOf, openStage, type PendingApproval } from './approval';
import { actingFields, actsForRequester, factsAboutActing } from './acting-for-others';
import { accept, inTime, rule } from './conditions';
import { mayStill, type ActorFacts } from './entitlement';
import { handingOnPolicy } from './evidence.policy';
import { isRightOf } from '../rights-review/right';
import { asOnePerson, personOf } from './people';
import { roleAsked } from './selector';
import { selectorOf, type Slot } from './stage';
import { eachOwnTask, onOwnTask, tasksMeant } from './tasks';

/**
 * `to`: whom the approver names; `persons`: further ids of them and of the requester, each with that of its person;
 * `delegations`: those that the requester has given to either of the two.
 */
const handedOn = { ...actingFields, taskId: code(), to: id, persons: table(id) };
type HandedOn = DataOf<typeof handedOn>;

const whyNotThem = ['approver-is-the-requester', 'approver-acts-for-requester', 'approver-asked-already', 'approver-lacks-role'] as const;

export const handingOnRules = {
  /** An approver hands their task on, to somebody who is what it asks for. */
  ReassignTask: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: handedOn,
    given: inTime,
    needs: factsAboutActing,
    atMost: { times: () => handingOnPolicy.reassignments, soFar: ({ reassigned = 0 }) => reassigned },
    emits: ['TaskReassigned'],
    refuses: [...onOwnTask, ...whyNotThem],
    tries: eachOwn,
    decide: ({ state, command, facts, now }) => {
      const { taskId, to } = command;
      const meant = tasksMeant(asOnePerson(state, command), command, facts, now);
      if (!('tasks' in meant)) return meant;
      const place = placeOf(state, taskId);
      const byRole = roleAsked(selectorOf(place.slot, place.task)) !== undefined;
      const problem = whyNot(state, command, place, { facts, now, byRole });
      if (problem) return problem;
      const asks = byRole ? place.task.asks : byName(to);
      return accept({ type: 'TaskReassigned', taskId, to, newTaskId: nextTaskId(state, place), ...defined({ asks }) });
    },
  }),
  /**
   * An approver asks one person more in their slot, which then needs one approval more. In a company that is anybody
   * who belongs to it; what the platform decides, only holders of the role see.
   */
  AddApprover: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: handedOn,
    given: inTime,
    needs: factsAboutActing,
    atMost: { times: () => handingOnPolicy.additions, soFar: ({ added = 0 }) => added },
    emits: ['ApproverAdded'],
    refuses: [...onOwnTask, ...whyNotThem],
    tries: eachOwn,
    decide: ({ state, command, facts, now }) => {
      const { to } = command;
      const meant = tasksMeant(asOnePerson(state, command), command, facts, now);
      if (!('tasks' in meant)) return meant;
      const place = placeOf(state, command.taskId);
      const ofPlatform = state.companyId === undefined;
      const problem = whyNot(state, command, place, { facts, now, byRole: ofPlatform });
      if (problem) return problem;
      const asks = ofPlatform ? place.task.asks : byName(to);
      return accept({ type: 'ApproverAdded', taskId: nextTaskId(state, place), slot: place.n, to, ...defined({ asks }) });
    },
  }),
};

/** They are asked as this person: no role says whether they still may. */
const byName = (user: string) => ({ kind: 'user', user }) as const;

/**
 * Their own tasks, to somebody who is never refused: whether a person may hand one on does not depend on whom they
 * name.
 */
function eachOwn(approval: PendingApproval, actor: string): readonly [HandedOn, ...HandedOn[]] {
  const [first, ...others] = eachOwnTask(approval, actor);
  const toSomebody = { to: 'none', persons: {} };
  return [{ ...first, ...toSomebody }, ...others.map((task) => ({ ...task, ...toSomebody }))];
}

/** A task of the open stage and its slot, with the place of the slot from 1. */
interface Place {
  slot: Slot;
  task: Slot['tasks'][number];
  n: number;
}

function placeOf(approval: PendingApproval, taskId: string): Place {
  const places = openStage(approval).slots.flatMap((slot, s) => slot.tasks.map((task): Place => ({ slot, task, n: s + 1 })));
  return places.find(({ task }) => task.taskId === taskId)!;
}

/** Numbers go on behind those of tasks that were closed: an id means one task for good. */
function nextTaskId(approval: PendingApproval, { slot, n }: Place): string {
  const closed = (approval.former ?? []).filter((each) => each.slot === n).length;
  return [approval.round, openStage(approval).index, n, slot.tasks.length + closed + 1].join('.');
}

/** What holds now; and whether the person must hold the role that the task asks for. */
interface Known {
  facts: ActorFacts;
  now: Instant;
  byRole: boolean;
}

/**
 * Why this person may not be asked: nobody decides their own request or right, or for who asks, or twice. The owner of
 * a document may be the applicant who shows it.
 */
function whyNot(approval: PendingApproval, command: HandedOn, { slot, task }: Place, { facts, now, byRole }: Known) {
  const { to, persons } = command;
  const person = personOf(persons, to);
  const { requestedBy, sources, concerns } = approval;
  const never = [requestedBy, ...(sources?.barred ?? [])].map((each) => personOf(persons, each));
  if (never.includes(person) || isRightOf(concerns, { actor: to })) return refuse('approver-is-the-requester');
  const ids = [to, ...Object.keys(persons).filter((each) => persons[each] === to)];
  const delegationId = actsForRequester(approval, command, facts, now, ids);
  if (delegationId !== undefined) return refuse('approver-acts-for-requester', { delegationId });
  const asked = [...assigneesOf(approval), ...(approval.former ?? []).map(({ assignee }) => assignee)];
  if (asked.some((each) => personOf(persons, each) === person)) return refuse('approver-asked-already');
  return byRole && !mayStill({ actor: to }, approval, selectorOf(slot, task), facts) ? refuse('approver-lacks-role') : undefined;
}
