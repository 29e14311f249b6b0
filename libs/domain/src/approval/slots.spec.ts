import fc from 'fast-check';
import { canFillDistinctly } from './slots';

/** The same answer by trying every person for every slot. */
const byTrying = ([first, ...others]: readonly (readonly string[])[], used: readonly string[] = []): boolean =>
  first === undefined || first.some((person) => !used.includes(person) && byTrying(others, [...used, person]));

describe('slots that distinct people are to fill', () => {
  it.each<[string[][], boolean]>([
    [[], true],
    [[[]], false],
    [[['a']], true],
    [[['a'], ['a']], false],
    [[['a', 'b'], ['a']], true],
    [[['a'], ['a', 'b']], true],
    [
      [
        ['a', 'b'],
        ['a', 'b'],
        ['a', 'b'],
      ],
      false,
    ],
    [[['a', 'b'], ['b', 'c'], ['a']], true],
  ])('%j: %s', (slots, answer) => {
    expect(canFillDistinctly(slots)).toBe(answer);
  });

  it('are found to be fillable exactly when some assignment fills them', () => {
    const slots = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(slots, (some) => expect(canFillDistinctly(some)).toBe(byTrying(some))),
      { numRuns: 1_000 },
    );
  });
});
