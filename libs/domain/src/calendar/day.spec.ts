import fc from 'fast-check';
import { day } from '../decider';
import { beginsAt, dayOf, endsAt } from './day';

describe('the calendar', () => {
  it('counts days correctly', () => {
    const range = fc.integer({ min: Date.parse('0001-01-01') / day, max: Date.parse('9999-12-31') / day });
    fc.assert(
      fc.property(range, (days) => {
        const date = new Date(days * day);
        return dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()) === days;
      }),
      { numRuns: 2_000 },
    );
  });

  it('has a 29 February in leap years alone', () => {
    expect([1900, 2000, 2023, 2024, 2100].map((year) => dayOf(year, 2, 29) !== undefined)).toEqual([false, true, false, true, false]);
  });

  it('has days that follow each other without a gap, by the clock of China', () => {
    const today = dayOf(2025, 6, 1)!;
    expect(beginsAt(today)).toBe(Date.parse('2025-06-01T00:00:00.000+08:00'));
    expect(endsAt(today)).toBe(beginsAt(today + 1));
  });
});
