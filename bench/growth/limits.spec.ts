import { growthTable, isMissed, type Growth } from './limits';

const growth = (much: number, limit: number | undefined = 1.5): Growth => ({ what: 'a command', unit: 'ms', little: 4, much, limit });

describe('what should not grow', () => {
  it('may cost up to its limit', () => {
    expect([6, 6.01].map((much) => isMissed(growth(much)))).toEqual([false, true]);
  });

  it('is missed where nothing could be measured', () => {
    expect(isMissed({ ...growth(1), little: NaN })).toBe(true);
  });

  it('is told without a limit, and then never missed', () => {
    expect(isMissed({ ...growth(100), limit: undefined })).toBe(false);
  });

  it('says in the table which limit was missed', () => {
    expect(growthTable([growth(5), growth(8)]).split('\n')).toEqual([
      'what           little  much  ratio           limit',
      'a command  ms    4.00  5.00   1.25           ≤ 1.5',
      'a command  ms    4.00  8.00   2.00  MISSED (≤ 1.5)',
    ]);
  });
});
