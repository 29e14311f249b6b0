import fc from 'fast-check';
import type { Need, Rule } from './approval.policy';
import type { DecisionOnTask, Stage } from './stage';
import { isFilled, openTasks, tally, tasksOf, type Decisions } from './tally';

/** A slot for each list of people: `a.1` is a's task in the first. */
const stageOf = (rule: Rule, ...slots: readonly (readonly [Need, string])[]): Stage => ({
  index: 1,
  rule,
  distinct: true,
  slots: slots.map(([need, people], s) => ({
    selector: { kind: 'manager' },
    need,
    tasks: [...people].map((assignee) => ({ taskId: `${assignee}.${s + 1}`, assignee })),
  })),
});

/** `+a.1 -b.2`: a approves in the first slot, b rejects in the second. */
const decisions = (told: string): Decisions =>
  Object.fromEntries(
    told
      .split(' ')
      .filter(Boolean)
      .map((each) => [each.slice(1), { verdict: (each.startsWith('+') ? 'approve' : 'reject') satisfies DecisionOnTask }]),
  );

describe('a stage', () => {
  const all = stageOf('all', ['any', 'ab'], ['any', 'bc']);
  const any = stageOf('any', ['any', 'a'], ['any', 'b'], ['any', 'c']);
  const two = stageOf({ quorum: 2 }, ['any', 'a'], ['any', 'b'], ['any', 'c']);

  it.each([
    ['', 'open'],
    ['+a.1', 'open'],
    ['+a.1 +c.2', 'approved'],
    ['-a.1', 'rejected'],
    ['+a.1 -b.2', 'rejected'],
  ])('of the rule all is approved by its last slot, and rejected by the first no: %s, %s', (told, state) => {
    expect(tally(all, decisions(told))).toBe(state);
  });

  it.each([
    ['', 'open'],
    ['+b.2', 'approved'],
    ['-a.1 -b.2', 'open'],
    ['-a.1 -b.2 +c.3', 'approved'],
    ['-a.1 -b.2 -c.3', 'rejected'],
  ])('of the rule any is approved by one slot, and rejected when none is left: %s, %s', (told, state) => {
    expect(tally(any, decisions(told))).toBe(state);
  });

  it.each([
    ['+a.1', 'open'],
    ['+a.1 +b.2', 'approved'],
    ['-a.1', 'open'],
    ['-a.1 +b.2', 'open'],
    ['-a.1 +b.2 +c.3', 'approved'],
    ['-a.1 -b.2', 'rejected'],
    ['+a.1 -b.2 -c.3', 'rejected'],
  ])('of a quorum of two in three ends as soon as two are reached or out of reach: %s, %s', (told, state) => {
    expect(tally(two, decisions(told))).toBe(state);
  });

  it.each<[Rule, (readonly [Need, string])[]]>([
    ['all', [['any', '']]],
    ['all', [['all', '']]],
    ['all', [[3, 'ab']]],
    [
      'all',
      [
        ['all', 'ab'],
        ['any', 'ab'],
      ],
    ],
    [
      { quorum: 3 },
      [
        ['any', 'a'],
        ['any', 'b'],
      ],
    ],
    [
      { quorum: 2 },
      [
        ['any', 'a'],
        ['any', 'a'],
        [2, 'b'],
      ],
    ],
    ['any', [['any', '']]],
  ])('that distinct people can never fill is out of reach before anybody has decided: %j %j', (rule, slots) => {
    expect(tally(stageOf(rule, ...slots), {})).toBe('rejected');
  });
});

describe('a slot', () => {
  const filled = (need: Need, told: string) => isFilled(stageOf('any', [need, 'abc']).slots[0]!, decisions(told));

  it('is filled by one of its people, by each of them, or by a number of them', () => {
    expect([filled('any', ''), filled('any', '+b.1')]).toEqual([false, true]);
    expect([filled('all', '+a.1 +b.1'), filled('all', '+a.1 +b.1 +c.1')]).toEqual([false, true]);
    expect([filled(2, '+a.1'), filled(2, '+a.1 -b.1'), filled(2, '+a.1 +c.1')]).toEqual([false, false, true]);
  });

  it('waits for nobody once it is filled or can no longer be, nor for a person who has decided in another', () => {
    const waits = (stage: Stage, told: string) => openTasks(stage, decisions(told)).map(({ taskId }) => taskId);
    const stage = stageOf({ quorum: 2 }, ['all', 'ab'], [2, 'bcd'], ['any', 'd']);
    expect(waits(stage, '')).toEqual(['a.1', 'b.1', 'b.2', 'c.2', 'd.2', 'd.3']);
    expect(waits(stage, '-a.1')).toEqual(['b.2', 'c.2', 'd.2', 'd.3']);
    expect(waits(stage, '-a.1 +d.3')).toEqual(['b.2', 'c.2']);
    expect(waits(stage, '+b.2')).toEqual(['c.2', 'd.2', 'd.3']);
  });
});

/** The same question by letting each person who is left approve in each of their slots. */
function canBeApproved(stage: Stage, decided: Decisions): boolean {
  if (tally(stage, decided) === 'approved') return true;
  const spent = tasksOf(stage).flatMap(({ taskId, assignee }) => (decided[taskId] ? [assignee] : []));
  return tasksOf(stage).some(
    ({ taskId, assignee }) => !spent.includes(assignee) && canBeApproved(stage, { ...decided, [taskId]: { verdict: 'approve' } }),
  );
}

it('a stage without a rejection under the rule all is rejected exactly when no further approvals could approve it', () => {
  const need = fc.constantFrom<Need>('any', 'all', 1, 2);
  const slots = fc.array(fc.tuple(need, fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 })), { maxLength: 3 });
  const rule = fc.constantFrom<Rule>('all', 'any', { quorum: 1 }, { quorum: 2 });
  const told = fc.dictionary(fc.constantFrom('a.1', 'b.1', 'b.2', 'c.2', 'd.3'), fc.constantFrom<DecisionOnTask>('approve', 'reject'), {
    maxKeys: 3,
  });
  fc.assert(
    fc.property(rule, slots, told, (by, people, verdicts) => {
      const stage = stageOf(by, ...people.map(([needed, them]) => [needed, them.join('')] as const));
      const decided: Decisions = Object.fromEntries(Object.entries(verdicts).map(([taskId, verdict]) => [taskId, { verdict }]));
      fc.pre(by !== 'all' || !tasksOf(stage).some(({ taskId }) => decided[taskId]?.verdict === 'reject'));
      expect(tally(stage, decided) !== 'rejected').toBe(canBeApproved(stage, decided));
    }),
    { numRuns: 1_000 },
  );
});
