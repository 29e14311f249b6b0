import { observationTypes } from '../observation/observations';
import { day } from '../decider';
import { accountPolicy } from '../account/account.policy';
import { processes, type ProcessType } from '../processes';
import { foresee } from './coming';
import { foretold, foretoldOf } from './words';
import type { Copy } from './world';

const types = Object.keys(processes) as ProcessType[];
type Rules = Readonly<Record<string, { origin: string | readonly string[] }>>;
const rulesOf = (type: ProcessType): Rules => processes[type].rules;
const timed = types.flatMap((type) =>
  Object.entries(rulesOf(type)).flatMap(([command, { origin }]) => ([origin].flat().includes('clock') ? [[type, command] as const] : [])),
);

const living = {
  status: 'living',
  subjectId: 's',
  phoneId: 'p',
  memberships: {},
  tier: 0,
  activatedAt: 0,
  tierOneAt: 8 * day,
  tierTwoAt: 31 * day,
};
const coolingOff = {
  status: 'cooling_off',
  accountId: 'a',
  subjectId: 's',
  phoneId: 'p',
  coolingOffEndsAt: 14 * day,
  reminderAts: [7 * day],
  reminded: 0,
};
const copy = (state: object, policyVersion: number = accountPolicy.version): Copy => ({ state: state as Copy['state'], policyVersion });
const copies = (given: Record<string, Copy>) => new Map(Object.entries(given));

describe('every timed command of every process', () => {
  it.each(timed)('of %s: %s says what it changes', (type, command) => {
    expect(foretoldOf(type, command)?.changes).toMatch(/^[A-Z].{1,97}\.$/);
  });

  it('has words, and nothing else has', () => {
    const named = Object.entries(foretold).flatMap(([type, commands]) => Object.keys(commands).map((command) => `${type}:${command}`));
    expect(named.toSorted()).toEqual(timed.map((each) => each.join(':')).toSorted());
  });

  it('names only commands and observations that there are, as what would change it', () => {
    const known = [
      ...types.flatMap((type) => Object.keys(rulesOf(type)).map((command) => `${type}:${command}`)),
      ...observationTypes.map((type) => `observation:${type}`),
    ];
    const named = Object.values(foretold).flatMap((commands) => Object.values(commands).flatMap(({ movedBy }) => movedBy));
    expect(named.filter((each) => !known.includes(each))).toEqual([]);
  });
});

describe('what is coming', () => {
  it('is told soonest first over all processes, with the state after each', () => {
    const given = copies({ 'account:a': copy(living), 'deregistration:d': copy(coolingOff, 1) });
    const { coming, lacking } = foresee([...given.keys()], given);
    expect(coming.map(({ streamId, deadline, changes }) => [streamId, deadline.command.type, deadline.dueAt / day, changes])).toEqual([
      ['deregistration:d', 'RemindOfCoolingOff', 7, [expect.objectContaining({ status: 'cooling_off' })]],
      ['account:a', 'RaiseTier', 8, [expect.objectContaining({ streamId: 'account:a', status: 'active' })]],
      ['deregistration:d', 'EndCoolingOff', 14, expect.arrayContaining([expect.objectContaining({ status: 'purging' })])],
      ['account:a', 'RaiseTier', 31, []],
      ['account:a', 'RequireReverification', 90, [expect.objectContaining({ status: 'reverify_required' })]],
    ]);
    expect(lacking).toEqual([]);
  });

  it('changes none of the copies, and each is tried as if nothing happened before', () => {
    const given = copies({ 'account:a': copy(living) });
    foresee([...given.keys()], given);
    expect(given).toEqual(copies({ 'account:a': copy(living) }));
  });

  it('names a stream that a decision reads and that was not given, and tells no state then', () => {
    const given = copies({ 'deregistration:d': copy(coolingOff, 1) });
    const { coming, lacking } = foresee(['deregistration:d'], given);
    expect(coming.map(({ deadline }) => deadline.command.type)).toEqual(['RemindOfCoolingOff', 'EndCoolingOff']);
    expect(lacking.length > 0 ? coming.some(({ changes }) => changes === undefined) : true).toBe(true);
  });
});
