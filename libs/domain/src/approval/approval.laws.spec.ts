import fc from 'fast-check';
import { hour } from '../decider';
import type { FactsIn } from '../processes';
import { companyRoles } from '../role/role';
import { waitingFor, type Approval } from './approval';
import type { ApprovalEvent } from './approval.events';
import { fourthApprovalPolicy } from './approval.policy';
import type { Need, Rule } from './policy';
import { approvalWith, type ApprovalCommand } from './approval.process';
import { approvalPolicies } from './matters';
import { isFilled, tasksOf } from './tally';

const people = ['a', 'b', 'c', 'd', 'r'];
const somebody = fc.constantFrom(...people);
const some = fc.uniqueArray(somebody, { maxLength: 4 });
const taskId = fc.constantFrom('1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.2.1', '1.1.2.2', '1.1.3.1', undefined);
const howMany = fc.integer({ min: 1, max: 3 });
const need: fc.Arbitrary<Need> = fc.oneof(fc.constantFrom('any' as const, 'any' as const, 'all' as const), howMany);
const rule: fc.Arbitrary<Rule> = fc.oneof(fc.constantFrom('all' as const, 'all' as const, 'any' as const), fc.record({ quorum: howMany }));
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('approve' as const, 'approve' as const, 'reject' as const), actor: somebody, taskId }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('take' as const, 'release' as const), actor: somebody, taskId }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), actor: somebody, taskId }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), actor: somebody, taskId }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function commandOf({ do: what, actor, taskId = '1.1.1.1' }: Step, named: string | undefined): ApprovalCommand | undefined {
  if (what === 'take' || what === 'release') return { type: what === 'take' ? 'TakeTask' : 'ReleaseTask', actor, taskId };
  if (what === 'withdraw') return { type: 'WithdrawApproval', actor };
  if (what === 'wait') return undefined;
  return {
    type: 'DecideTask',
    actor,
    decision: what,
    ...(named !== undefined && { taskId: named }),
    ...(what === 'reject' && { reasonCode: 'no' }),
  };
}

/** The number of people that an approval needs, by its rule. */
interface Asked {
  rule: Rule;
  slots: readonly { need: Need; people: readonly string[] }[];
}
const asked: fc.Arbitrary<Asked> = fc.record({
  rule,
  slots: fc.array(fc.record({ need, people: some }), { minLength: 2, maxLength: 3 }),
});

interface Moment {
  approval: ReturnType<typeof approvalWith>;
  at: number;
  state: Approval;
  log: readonly ApprovalEvent[];
}

/** One approval of r with these people, and what they do; every alarm fires at its instant. */
function live({ rule, slots }: Asked, steps: readonly Step[]): readonly Moment[] {
  const [stage] = fourthApprovalPolicy.stages;
  const planned = slots.map(({ need }, s) => ({ need, selector: { kind: 'role', role: companyRoles[s]! } as const }));
  const policy = { ...fourthApprovalPolicy, stages: [{ ...stage, rule, slots: planned }] as const };
  const approval = approvalWith({ 1: { ...approvalPolicies[1], 'document-export': policy } });
  const facts: FactsIn<'approval'> = Object.fromEntries(
    slots.map(({ people: holders }, s) => [companyRoles[s]!, { status: 'granted', companyId: 'x', role: 'it-admin', holders }] as const),
  );
  const moments: Moment[] = [];
  let [state, log, at] = [approval.initial, [] as readonly ApprovalEvent[], 0];
  const send = (command: ApprovalCommand) => {
    const { events } = approval.decide(state, command, facts, at);
    state = events.reduce((folded, event) => approval.evolve(folded, event), state);
    log = [...log, ...events];
    if (events.length > 0) moments.push({ approval, at, state, log });
  };
  const matter = { type: 'document-export', id: 'm' } as const;
  send({ type: 'OpenApproval', matter, companyId: 'x', subjectId: 's', requestedBy: 'r', managers: [], roleStreams: {} });
  for (const next of steps) {
    const command = commandOf(next, next.taskId);
    if (command) send(command);
    else {
      at += 20 * hour;
      for (let due = approval.due(state)[0]; due && due.dueAt <= at; due = approval.due(state)[0]) send(due.command);
    }
  }
  return moments;
}

const inEveryMoment = (law: (moment: Moment) => void) =>
  fc.assert(
    fc.property(asked, fc.array(step, { maxLength: 30, size: 'max' }), (people, steps) => live(people, steps).forEach(law)),
    { numRuns: 1_000 },
  );

const decisions = (log: readonly ApprovalEvent[]) => log.flatMap((event) => (event.type === 'TaskDecided' ? [event] : []));

describe('in every approval', () => {
  it('approved: as many slots are filled as its rule asks for; each person decided once, and none of them is the requester', () => {
    inEveryMoment(({ state, log }) => {
      if (state.status !== 'approved') return;
      const { rule, slots } = state.stages[0]!;
      const approved = decisions(log).flatMap(({ taskId, verdict }) => (verdict === 'approve' ? [taskId] : []));
      const filled = slots.filter(({ need, tasks }) => {
        const approvals = tasks.filter((task) => approved.includes(task.taskId)).length;
        return approvals > 0 && (need === 'any' || approvals === (need === 'all' ? tasks.length : need));
      });
      expect(filled).toHaveLength(typeof rule === 'object' ? rule.quorum : { all: slots.length, sequential: slots.length, any: 1 }[rule]);
      const deciders = decisions(log).map(({ taskId }) => state.stages.flatMap(tasksOf).find((task) => task.taskId === taskId)!.assignee);
      expect(new Set(deciders).size).toBe(deciders.length);
      expect(deciders).not.toContain('r');
    });
  });

  it('owes one message while it is pending, the newest; afterwards only that it has lapsed, where it has', () => {
    let reminded = 0;
    inEveryMoment(({ approval, state }) => {
      const messages = approval.owed(state).filter(({ kind }) => approval.messageKinds?.includes(kind));
      const isPending = state.status === 'pending';
      const lapsed = state.status === 'expired' && !state.retentionOver ? [['tellOfLapse', 1]] : [];
      expect(messages.map(({ kind, n }) => [kind, n])).toEqual(isPending ? [['tellApprovers', state.reminded + 1]] : lapsed);
      if (isPending) reminded = Math.max(reminded, state.reminded);
    });
    expect(reminded).toBeGreaterThan(0);
  });

  it('rejected: a rejection ended it, under the rule all the first one', () => {
    inEveryMoment(({ state, log }) => {
      if (state.status !== 'rejected') return;
      expect(decisions(log).at(-1)).toMatchObject({ verdict: 'reject' });
      if (state.stages[0]!.rule === 'all') expect(decisions(log).filter(({ verdict }) => verdict === 'reject')).toHaveLength(1);
    });
  });

  it('pending: it can still be approved by the people it waits for, once every taken task is released', () => {
    inEveryMoment(({ approval, state, at }) => {
      if (state.status !== 'pending' || at >= state.expiresAt!) return;
      let left: Approval = state;
      for (const actor of people)
        for (const taskId of Object.keys(state.taken)) {
          const { events } = approval.decide(left, { type: 'ReleaseTask', actor, taskId }, {}, at);
          left = events.reduce<Approval>((folded, event) => approval.evolve(folded, event), left);
        }
      expect(waitingFor(left).length).toBeGreaterThan(0);
      for (let turn = 0; turn < people.length; turn += 1)
        for (const actor of waitingFor(left)) {
          const { events } = approval.decide(left, { type: 'DecideTask', actor, decision: 'approve' }, {}, at);
          left = events.reduce<Approval>((folded, event) => approval.evolve(folded, event), left);
        }
      expect(left.status).toBe('approved');
    });
  });

  it('nobody holds a task in a slot that is filled, or after they have decided', () => {
    inEveryMoment(({ state }) => {
      if (state.status !== 'pending') return;
      const tasks = state.stages.flatMap(({ slots }) => slots).flatMap((slot) => slot.tasks.map((task) => ({ ...task, slot })));
      const held = tasks.filter(({ taskId }) => state.taken[taskId]);
      const decided = tasks.filter(({ taskId }) => state.decided[taskId]).map(({ assignee }) => assignee);
      expect(held.filter(({ slot, assignee }) => isFilled(slot, state.decided) || decided.includes(assignee))).toEqual([]);
    });
  });

  it('a person is offered exactly what they would not be refused', () => {
    inEveryMoment(({ approval, state, at }) => {
      for (const actor of people) {
        const ids = state.status === 'none' ? [] : state.stages.flatMap(tasksOf).map(({ taskId }) => taskId);
        const tries: ApprovalCommand[] = [
          { type: 'DecideTask', actor, decision: 'approve' },
          ...ids.map((taskId): ApprovalCommand => ({ type: 'TakeTask', actor, taskId })),
          ...ids.map((taskId): ApprovalCommand => ({ type: 'ReleaseTask', actor, taskId })),
          ...ids.map((taskId): ApprovalCommand => ({ type: 'DelegateTask', actor, taskId, to: 'z' })),
          ...ids.map((taskId): ApprovalCommand => ({ type: 'TakeTaskBack', actor, taskId })),
          { type: 'WithdrawApproval', actor },
          { type: 'RequestEvidence', actor, requestId: 'q', kinds: ['photo'] },
          { type: 'AddComment', actor, commentId: 'n' },
          { type: 'RequestReminder', actor },
          ...ids.map((taskId): ApprovalCommand => ({ type: 'ReassignTask', actor, taskId, to: 'z', persons: {} })),
          ...ids.map((taskId): ApprovalCommand => ({ type: 'AddApprover', actor, taskId, to: 'z', persons: {} })),
        ];
        const taken = tries.filter((command) => approval.decide(state, command, {}, at).problem === undefined).map(({ type }) => type);
        // Which policy it goes on by is for no approver: the right of the caller says that.
        const offered = approval.allowed(state, at, actor).filter((command) => command !== 'AdoptPolicy');
        expect(offered).toEqual([...new Set(taken)]);
      }
    });
  });

  it('nothing is decided at or after its recorded end, and it ends no earlier', () => {
    inEveryMoment(({ at, state, log }) => {
      if (state.status === 'none') return;
      for (const event of decisions(log)) expect(event.at).toBeLessThan(state.expiresAt!);
      if (state.status === 'expired') expect(at).toBeGreaterThanOrEqual(state.expiresAt!);
    });
  });
});
