import fc from 'fast-check';
import { levelOfFactors } from './factors';
import type { Factor } from './factors.policy';
import { factorsOfDemand, levelsOfFactors } from './factors.policy';

const all: readonly Factor[] = ['sms', 'behaviour', 'face', 'document', 'human', 'bank-card', 'work-proof', 'security-answers'];
const factors = fc.subarray([...all]);

describe('what factors add up to (V1, X5)', () => {
  it('is 1 by a code, 2 by a face or behaviour, 3 by a work proof that a person has looked at', () => {
    expect([levelOfFactors([]), levelOfFactors(['sms']), levelOfFactors(['face']), levelOfFactors(['behaviour'])]).toEqual([0, 1, 2, 2]);
    expect([levelOfFactors(['work-proof']), levelOfFactors(['human']), levelOfFactors(['human', 'work-proof'])]).toEqual([0, 0, 3]);
    expect([levelOfFactors(['bank-card']), levelOfFactors(['document'])]).toEqual([0, 0]);
  });

  it('never falls with one factor more, and does not depend on their order', () => {
    fc.assert(
      fc.property(factors, fc.constantFrom(...all), (proven, more) => {
        expect(levelOfFactors([...proven, more])).toBeGreaterThanOrEqual(levelOfFactors(proven));
        expect(levelOfFactors([...proven].reverse())).toBe(levelOfFactors(proven));
      }),
    );
  });

  it('leaves each level and each demand a way without a face', () => {
    const sets = [...levelsOfFactors.map(({ anyOf }) => anyOf), ...Object.values(factorsOfDemand)];
    for (const anyOf of sets) expect(anyOf.some((set) => !set.includes('face'))).toBe(true);
  });
});
