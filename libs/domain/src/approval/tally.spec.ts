import fc from 'fast-check';
import type { Need, Rule } from './policy';
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

describe('several approvals of one person, or that rest on one unproven key', () => {
  const [two, three] = [stageOf('all', ['any', 'a'], ['any', 'b']), stageOf('all', ['any', 'a'], ['any', 'b'], ['any', 'c'])];
  const onKey = (told: string, ...resting: readonly string[]): Decisions =>
    Object.fromEntries(
      Object.entries(decisions(told)).map(([taskId, decision]) => [
        taskId,
        resting.includes(taskId) ? { ...decision, restsOn: 'k' } : decision,
      ]),
    );

  it('count as one: the first of them does, and the stage is not approved', () => {
    expect(tally(two, onKey('+a.1 +b.2', 'a.1', 'b.2'))).toBe('rejected');
    expect(tally(three, onKey('+a.1 +b.2 +c.3', 'a.1', 'b.2'))).toBe('rejected');
    expect(tally(stageOf({ quorum: 2 }, ['any', 'a'], ['any', 'b'], ['any', 'c']), onKey('+a.1 +b.2', 'a.1', 'b.2'))).toBe('open');
    expect(tally(stageOf('all', ['any', 'a'], ['any', 'ab']), decisions('+a.1 +a.2'))).toBe('open');
  });

  it('are two where only one of them rests on the key, or each on another', () => {
    expect(tally(two, onKey('+a.1 +b.2', 'a.1'))).toBe('approved');
    expect(tally(two, { 'a.1': { verdict: 'approve', restsOn: 'k' }, 'b.2': { verdict: 'approve', restsOn: 'l' } })).toBe('approved');
  });

  it('do not keep a rejection from counting', () => {
    expect(tally(two, onKey('+a.1 -b.2', 'a.1', 'b.2'))).toBe('rejected');
  });

  it('never approve: whatever was decided, the approvals that fill a stage are of different people and keys', () => {
    const person = fc.constantFrom('a', 'b', 'c');
    const decision = fc.record({
      verdict: fc.constantFrom<DecisionOnTask>('approve', 'reject'),
      restsOn: fc.constantFrom('k', 'l', undefined),
    });
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(person, { maxLength: 3 }), { minLength: 2, maxLength: 3 }),
        fc.array(decision, { maxLength: 9 }),
        (slots, made) => {
          const stage = stageOf('all', ...slots.map((people) => ['any', people.join('')] as const));
          const told = made.slice(0, tasksOf(stage).length).map(({ verdict, restsOn }, n) => {
            const { taskId, assignee } = tasksOf(stage)[n]!;
            return { taskId, assignee, verdict, ...(restsOn !== undefined && { restsOn }) };
          });
          fc.pre(tally(stage, Object.fromEntries(told.map(({ taskId, ...each }) => [taskId, each]))) === 'approved');
          const approvals = told.filter(({ verdict }) => verdict === 'approve');
          // One for each slot can be chosen, so that no person and no key comes twice.
          const bySlot = slots.map((_, s) => approvals.filter(({ taskId }) => taskId.endsWith(`.${s + 1}`)));
          expect(chosenApart(bySlot)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

type Made = Readonly<{ assignee: string; restsOn?: string }>;
const chosenApart = ([first, ...others]: readonly (readonly Made[])[], used: readonly Made[] = []): boolean =>
  first === undefined ||
  first.some(
    (each) =>
      used.every(({ assignee, restsOn }) => assignee !== each.assignee && (restsOn === undefined || restsOn !== each.restsOn)) &&
      chosenApart(others, [...used, each]),
  );
