import fc from 'fast-check';
import { hour } from '../decider';
import type { FactsIn } from '../processes';
import { companyRoles } from '../role/role';
import type { Approval } from './approval';
import type { ApprovalEvent } from './approval.events';
import { fourthApprovalPolicy, returnsMax } from './approval.policy';
import type { ApprovalPolicy, Rule, StagePolicy } from './policy';
import { approvalWith, type ApprovalCommand } from './approval.process';
import { approvalPolicies } from './matters';

const [confirmation] = fourthApprovalPolicy.stages;
const people = ['a', 'b', 'c', 'd', 'e'];

/** An approval whose stages each ask these people by a role each, any of whom may fill it. */
function asked(stages: readonly (Partial<StagePolicy> & { people: readonly (readonly string[])[] })[]) {
  const planned = stages.map(({ people: slots, ...stage }): StagePolicy => ({
    ...{ ...confirmation, chain: [], ...stage },
    slots: slots.map((_, s) => ({ selector: { kind: 'role', role: companyRoles[s]! }, need: 'any' })),
  }));
  const policy: ApprovalPolicy = { ...fourthApprovalPolicy, stages: planned };
  const process = approvalWith({ 4: { ...approvalPolicies[4], 'document-export': policy } });
  const factsOf = (slots: readonly (readonly string[])[]): FactsIn<'approval'> =>
    Object.fromEntries(slots.map((holders, s) => [companyRoles[s]!, { status: 'granted', role: 'it-admin', holders }] as const));
  const facts = factsOf(stages[0]!.people);
  const open: ApprovalCommand = {
    ...{ type: 'OpenApproval', matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's' },
    ...{ requestedBy: 'r', managers: [], roleStreams: {} },
  };
  const fold = (state: Approval, events: readonly ApprovalEvent[]) =>
    events.reduce<Approval>((folded, event) => process.evolve(folded, event), state);
  const decide = (state: Approval, actor: string, decision: 'approve' | 'reject' | 'return', at = hour) => {
    const reason = decision === 'approve' ? {} : { reasonCode: 'no' };
    return process.decide(state, { type: 'DecideTask', actor, decision, ...reason }, facts, at).events;
  };
  return { process, facts, opened: fold(process.initial, process.decide(process.initial, open, facts, 0).events), fold, decide };
}

const verdicts = fc.uniqueArray(
  fc.record({ actor: fc.constantFrom(...people), decision: fc.constantFrom('approve' as const, 'approve' as const, 'reject' as const) }),
  {
    selector: ({ actor }) => actor,
    minLength: people.length,
  },
);

describe('in every approval of several slots', () => {
  it('the order of decisions never changes an outcome in which all must approve', () => {
    fc.assert(
      fc.property(verdicts, fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (all, order) => {
        const { opened, fold, decide } = asked([{ people: people.slice(0, 4).map((person) => [person]) }]);
        const decided = all.filter(({ actor }) => actor !== 'e');
        const outcome = (sequence: typeof decided) =>
          sequence.reduce((state, { actor, decision }) => fold(state, decide(state, actor, decision)), opened).status;
        expect(outcome(order.flatMap((n) => all[n]!).filter(({ actor }) => actor !== 'e'))).toBe(outcome(decided));
      }),
    );
  });

  it('a quorum ends with the decision that makes it certain, either way, and not before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), verdicts, (quorum, all) => {
        const rule: Rule = { quorum };
        const { opened, fold, decide } = asked([{ rule, people: people.slice(0, 4).map((person) => [person]) }]);
        let [state, approvals, rejections] = [opened, 0, 0];
        for (const { actor, decision } of all.filter(({ actor: who }) => who !== 'e')) {
          if (state.status !== 'pending') break;
          state = fold(state, decide(state, actor, decision));
          if (decision === 'approve') approvals += 1;
          else rejections += 1;
          const certain = approvals >= quorum ? 'approved' : 4 - rejections < quorum ? 'rejected' : 'pending';
          expect(state.status).toBe(certain);
        }
      }),
    );
  });

  it('it is returned 3 times at most, whatever people do, and what was decided in a round before counts no more', () => {
    const act = fc.record({
      actor: fc.constantFrom(...people),
      decision: fc.constantFrom('approve' as const, 'reject' as const, 'return' as const),
    });
    let returned = 0;
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40, size: 'max' }), (acts) => {
        const onReject = { returnTo: 1 };
        const stage = { people: [['a', 'b'], ['c']], onReject };
        const { process, opened, fold, decide } = asked([stage, stage, stage]);
        let state = opened;
        for (const { actor, decision } of acts) {
          state = fold(state, decide(state, actor, decision));
          if (state.status === 'none') throw new Error('it is open');
          expect(state.round).toBeLessThanOrEqual(returnsMax + 1);
          const ids = Object.keys(state.decided);
          const current = new Set(state.stages.flatMap(({ slots }) => slots.flatMap(({ tasks }) => tasks.map(({ taskId }) => taskId))));
          expect(ids.filter((taskId) => !current.has(taskId))).toEqual([]);
          expect(() => [process.view(state), process.due(state), process.awaits(state)]).not.toThrow();
          returned = Math.max(returned, state.round - 1);
        }
      }),
    );
    expect(returned).toBe(returnsMax);
  });
});
