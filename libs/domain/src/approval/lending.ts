import { accounts, type Account } from '../account/account';
import { day, refuse, type Instant } from '../decider';
import { belongsThere } from '../delegation/belonging';
import { delegationPolicy } from '../delegation/delegation.policy';
import { code, defined, id, instant, list, optional, type DataOf } from '../events';
import {
  actingFields,
  actsForRequester,
  factsAboutActing,
  isChained,
  mayBeLent,
  rolesOfPeople,
  streamsAmong,
  tasksForOthers,
  type Acting,
} from './acting-for-others';
import { openStage, type PendingApproval } from './approval';
import { accept, inTime, rule } from './conditions';
import { mayStill, type ActorFacts } from './entitlement';
import { delegateOf, timesLent } from './lent';
import { asOnePerson } from './people';
import { selectorOf } from './stage';
import { openTasks } from './tally';
import { eachOwnTask, ownTasks, type Task } from './tasks';

const delegateTask = {
  ...actingFields,
  taskId: code(),
  /** The principal of the delegate, with the other ids of that person, and their account. */
  to: id,
  aliasesOfDelegate: optional(list(id)),
  delegateAccountId: optional(id),
  until: optional(instant),
};
type DelegateTask = DataOf<typeof delegateTask>;

/** Why a task is not the actor's to hand over. */
const onOwnTask = ['self-approval', 'not-an-approver', 'delegation-chain', 'task-unknown', 'already-decided'] as const;

/** An assignee lets somebody else decide one task too: the first decision counts. */
export const lendingRules = {
  DelegateTask: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: delegateTask,
    given: inTime,
    needs: (command, approval) => ({
      ...factsAboutActing(command, approval),
      ...streamsAmong(command, rolesOfPeople(approval)),
      delegateAccount: accounts.read(command.delegateAccountId),
    }),
    atMost: {
      times: () => delegationPolicy.lendingsPerTask,
      soFar: (approval, command) => (command ? timesLent(approval, command.taskId) : 0),
    },
    emits: ['TaskDelegated'],
    refuses: [
      ...onOwnTask,
      ...(['task-not-delegable', 'task-delegated-already', 'delegate-is-delegator', 'delegate-is-requester'] as const),
      ...(['approver-acts-for-requester', 'delegation-period-invalid', 'delegate-not-a-member'] as const),
    ],
    tries: (approval, actor) =>
      eachOwnTask(approval, actor).map((own) => ({ ...own, to: 'somebody' })) as [DelegateTask, ...DelegateTask[]],
    decide: ({ state, command, facts, now }) => {
      const approval = asOnePerson(state, command);
      const meant = ownTaskMeant(approval, command, facts, now);
      if (!('taskId' in meant)) return meant;
      const { taskId, to, until } = command;
      const delegationId = actsForRequester(approval, command, facts, now);
      if (delegationId !== undefined) return refuse('self-approval', { delegationId });
      if (!mayBeLent(selectorOf(meant.slot, meant))) return refuse('task-not-delegable');
      if (delegateOf(approval, taskId, now) !== undefined) return refuse('task-delegated-already');
      const refused = refuseDelegate(approval, command, facts, now);
      return refused ?? accept({ type: 'TaskDelegated', taskId, to, ...defined({ until }) });
    },
  }),
  /** From this commit on the delegate decides the task no more. */
  TakeTaskBack: rule({
    origin: 'caller',
    right: 'decideApproval',
    takes: { ...actingFields, taskId: code() },
    given: inTime,
    needs: factsAboutActing,
    emits: ['TaskTakenBack'],
    refuses: [...onOwnTask, 'task-not-delegated'],
    tries: eachOwnTask,
    decide: ({ state, command, facts, now }) => {
      const approval = asOnePerson(state, command);
      const meant = ownTaskMeant(approval, command, facts, now);
      if (!('taskId' in meant)) return meant;
      return approval.lent?.[meant.taskId] ? accept({ type: 'TaskTakenBack', taskId: meant.taskId }) : refuse('task-not-delegated');
    },
  }),
};

type OnTask = Acting & { taskId: string };

/** The task that the command names, if it is the actor's own and waits; what is another's is nobody's to hand on. */
function ownTaskMeant(
  approval: PendingApproval,
  command: OnTask,
  facts: ActorFacts,
  now: Instant,
): Task | ReturnType<typeof refuse<(typeof onOwnTask)[number]>> {
  const { actor, taskId } = command;
  if (actor === approval.requestedBy) return refuse('self-approval');
  const own = ownTasks(approval, actor).filter((task) => mayStill(command, approval, selectorOf(task.slot, task), facts));
  const named = own.find((task) => task.taskId === taskId);
  if (named === undefined) {
    const ofOthers = tasksForOthers(approval, command, facts, now).some((task) => task.taskId === taskId);
    if (ofOthers || isChained(approval, command, taskId)) return refuse('delegation-chain');
    return refuse(own.length === 0 ? 'not-an-approver' : 'task-unknown');
  }
  const waits = openTasks(openStage(approval), approval.decided).some((task) => task.taskId === taskId);
  return waits ? named : refuse('already-decided');
}

type DelegateFacts = ActorFacts & { delegateAccount?: Account | undefined };

function refuseDelegate(approval: PendingApproval, command: DelegateTask, facts: DelegateFacts, now: Instant) {
  const { actor, aliases = [], to, aliasesOfDelegate = [], until } = command;
  const person = [to, ...aliasesOfDelegate];
  if ([actor, ...aliases].some((each) => person.includes(each))) return refuse('delegate-is-delegator');
  if (person.includes(approval.requestedBy)) return refuse('delegate-is-requester');
  const delegationId = actsForRequester(approval, command, facts, now, person);
  if (delegationId !== undefined) return refuse('approver-acts-for-requester', { delegationId });
  const unmet = until === undefined ? [] : unmetBy(until, now);
  if (unmet.length > 0) return refuse('delegation-period-invalid', { unmet, limit: delegationPolicy.daysMax });
  const isKnown = 'delegateAccount' in facts;
  const belongs = person.some((each) => belongsThere(approval.companyId, each, facts.delegateAccount, facts));
  return isKnown && !belongs ? refuse('delegate-not-a-member') : undefined;
}

const unmetBy = (until: Instant, now: Instant): readonly string[] => [
  ...(until <= now ? ['ends-before-it-begins'] : []),
  ...(until - now > delegationPolicy.daysMax * day ? ['too-long'] : []),
];
