import fc from 'fast-check';
import type { Account } from '../account/account';
import { hour } from '../decider';
import type { Delegation } from '../delegation/delegation';
import type { FactsIn } from '../processes';
import type { Approval } from './approval';
import type { ApprovalEvent } from './approval.events';
import type { Need, Rule } from './policy';
import { approval, type ApprovalCommand } from './approval.process';
import { tasksOf } from './tally';

const people = ['a', 'b', 'c', 'd', 'e', 'r'];
const somebody = fc.constantFrom(...people);
const howMany = fc.integer({ min: 1, max: 2 });
const need: fc.Arbitrary<Need> = fc.oneof(fc.constantFrom('any' as const, 'any' as const, 'all' as const), howMany);
const rule: fc.Arbitrary<Rule> = fc.oneof(fc.constantFrom('all' as const, 'all' as const, 'any' as const), fc.record({ quorum: howMany }));
const slots = fc.array(fc.record({ need, people: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 }) }), {
  minLength: 2,
  maxLength: 3,
});
/** Who may act for whom; the time of each is over at some instant. */
const lent = fc.uniqueArray(fc.record({ delegator: somebody, delegate: somebody, until: fc.integer({ min: 1, max: 20 }) }), {
  maxLength: 12,
  // Up to the most of them, and not mostly few: without a delegation no delegate acts.
  size: 'max',
  selector: ({ delegator, delegate }) => `${delegator}>${delegate}`,
});
const step = fc.record({
  actor: somebody,
  decision: fc.constantFrom('approve' as const, 'approve' as const, 'reject' as const),
  task: fc.nat(8),
});

type Lent = (typeof lent extends fc.Arbitrary<infer L> ? L : never)[number];
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const member: Account = {
  ...{ status: 'living', subjectId: 's', phoneId: 'p', activatedAt: 0, tierOneAt: 0, tierTwoAt: 0, tier: 2 },
  memberships: { c: { status: 'active' } },
};
const idOf = ({ delegator, delegate }: Lent) => `${delegator}>${delegate}`;
const streamOf = ({ delegator, delegate, until }: Lent): Delegation => ({
  ...{ status: 'given', delegator, delegate, companyId: 'c', from: 0, until: until * hour },
});

/** What one actor knows of delegations, as the API finds them: their own, and those of the requester. */
function commandOf({ actor, decision, task }: Step, given: readonly Lent[], taskIds: readonly string[]): ApprovalCommand {
  const found = given.filter((each) => each.delegate === actor || each.delegator === 'r');
  const taskId = taskIds[task];
  return {
    ...{ type: 'DecideTask', actor, decision, accountId: 'account' },
    delegations: found.map((each) => ({ delegationId: idOf(each), names: [each.delegator], accountId: 'account' })),
    ...(taskId !== undefined && { taskId }),
    ...(decision === 'reject' && { reasonCode: 'no' }),
  };
}

interface Lived {
  state: Approval;
  /** Who acted when, in order. */
  acts: readonly { by: string; taskId: string; at: number; verdict: string }[];
}

function live(
  by: Rule,
  asked: readonly { need: Need; people: readonly string[] }[],
  given: readonly Lent[],
  steps: readonly Step[],
): Lived {
  const stage = {
    ...{ index: 1, rule: by, distinct: true },
    slots: asked.map(({ need: wanted, people: some }, s) => ({
      ...{ selector: { kind: 'manager' as const }, need: wanted },
      tasks: some.map((assignee, t) => ({ taskId: `1.1.${s + 1}.${t + 1}`, assignee })),
    })),
  };
  const opened: ApprovalEvent = {
    ...{ type: 'ApprovalOpened', matter: { type: 'document-export', id: 'x' }, companyId: 'c', policyId: 'two-confirmations' },
    ...{ policyVersion: 3, requestedBy: 'r', subjectId: 's', round: 1, plan: [], expiresAt: 100 * hour, stage },
  };
  const facts = Object.fromEntries([
    ['account', member],
    ...given.map((each) => [`delegation ${idOf(each)}`, streamOf(each)]),
    ...people.map((person) => [`delegator ${person}`, member]),
  ]) as FactsIn<'approval'>;
  let state = approval.evolve(approval.initial, opened);
  const acts: { by: string; taskId: string; at: number; verdict: string }[] = [];
  const taskIds = stage.slots.flatMap(({ tasks }) => tasks.map(({ taskId }) => taskId));
  steps.forEach((each, n) => {
    const at = n * hour;
    const { events } = approval.decide(state, commandOf(each, given, taskIds), facts, at);
    state = events.reduce((folded, event) => approval.evolve(folded, event), state);
    for (const event of events)
      if (event.type === 'TaskDecided') acts.push({ by: each.actor, taskId: event.taskId, at, verdict: event.verdict });
  });
  return { state, acts };
}

const inEveryLife = (law: (lived: Lived, given: readonly Lent[]) => void) =>
  fc.assert(
    fc.property(rule, slots, lent, fc.array(step, { maxLength: 20, size: 'max' }), (by, asked, given, steps) =>
      law(live(by, asked, given, steps), given),
    ),
    { numRuns: 1_000 },
  );

const assigneeOf = (state: Approval, taskId: string) =>
  state.status === 'none' ? undefined : state.stages.flatMap(tasksOf).find((task) => task.taskId === taskId)?.assignee;

describe('in every approval with delegates', () => {
  it('an outcome never counts one person twice, in their own place or in another’s, and delegates do act', () => {
    let [acted, approved] = [0, 0];
    inEveryLife(({ state, acts }) => {
      const spent = acts.flatMap(({ by, taskId }) => [...new Set([by, assigneeOf(state, taskId)!])]);
      expect(new Set(spent).size).toBe(spent.length);
      acted += acts.filter(({ by, taskId }) => by !== assigneeOf(state, taskId)).length;
      if (state.status === 'approved') approved += 1;
    });
    expect([acted > 100, approved > 100]).toEqual([true, true]);
  });

  it('neither the requester decides, nor anybody who acts for them at that instant, nor somebody in such a person’s place', () => {
    inEveryLife(({ state, acts }, given) => {
      for (const { by, taskId, at } of acts) {
        const never = [
          'r',
          ...given.flatMap(({ delegator, delegate, until }) => (delegator === 'r' && at < until * hour ? [delegate] : [])),
        ];
        expect(never).not.toContain(by);
        expect(never).not.toContain(assigneeOf(state, taskId));
      }
    });
  });

  it('who decides in another’s place has been asked to by that person themself, and that holds at this instant', () => {
    inEveryLife(({ state, acts }, given) => {
      for (const { by, taskId, at } of acts) {
        const assignee = assigneeOf(state, taskId);
        if (by === assignee) continue;
        expect(given.some((each) => each.delegator === assignee && each.delegate === by && at < each.until * hour)).toBe(true);
      }
    });
  });
});
