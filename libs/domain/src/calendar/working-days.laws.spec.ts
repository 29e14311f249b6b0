import { isWorkday } from 'chinese-days';
import fc from 'fast-check';
import { day as oneDay, hour } from '../decider';
import { afterWorkingDays, type Calendar } from './calendar';
import { regionOf, regions } from './regions';

const nameOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const weekdayOf = (name: string) => new Date(`${name}T12:00:00Z`).getUTCDay();
const [first, last] = ['2019-01-01', '2026-12-31'];
const names = Array.from({ length: (Date.parse(last) - Date.parse(first)) / oneDay + 1 }, (_, n) => nameOf(Date.parse(first) + n * oneDay));
const isWeekend = (name: string) => [0, 6].includes(weekdayOf(name));

/** Eight years of the mainland, as the package has them. */
const mainland: Calendar = {
  ...regionOf('cn')!,
  holidays: names.filter((name) => !isWeekend(name) && !isWorkday(name)),
  makeUpDays: names.filter((name) => isWeekend(name) && isWorkday(name)),
  knownUntil: last,
};
/** The same days in a zone whose clocks change. */
const inZone = (zone: string, calendar: Calendar = mainland): Calendar => ({ ...calendar, zone });

const clocks = new Map<string, Intl.DateTimeFormat>();
function shown(at: number, timeZone: string): string {
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  clocks.set(timeZone, clock);
  return clock.format(at);
}

/**
 * The same by hand: day after day by its name, and then each half hour around, until the clock on the wall shows it.
 */
function slowly({ zone, restDays, holidays, makeUpDays }: Calendar, from: number, count: number): number | undefined {
  const isWorked = (name: string) => makeUpDays.includes(name) || (!holidays.includes(name) && !restDays.includes(weekdayOf(name)));
  const [startName, time] = shown(from, zone).split(' ') as [string, string];
  let name = startName;
  let days = 0;
  for (let left = count; left > 0; left -= isWorked(name) ? 1 : 0) {
    days += 1;
    name = nameOf(Date.parse(`${startName}T00:00:00Z`) + days * oneDay);
  }
  const around = Array.from({ length: 9 }, (_, n) => from + days * oneDay + (n - 4) * (hour / 2));
  const later = `${String(Number(time.slice(0, 2)) + 1).padStart(2, '0')}${time.slice(2)}`;
  const at = (wanted: string) => around.find((each) => shown(each, zone) === `${name} ${wanted}`);
  // A time that the clocks leave out in spring comes an hour later.
  return at(time) ?? at(later);
}

const zones = ['Asia/Shanghai', 'UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Sydney', 'Africa/Cairo'];

describe('working days over several years (R16)', () => {
  it('are what a slow count by hand finds, in 2,000 cases: zones, festivals, midnights, days of rest', () => {
    const calendar = fc.oneof(
      fc.constantFrom(...zones).map((zone) => inZone(zone)),
      fc.constantFrom(...regions),
    );
    const start = fc.oneof(
      fc.integer({ min: Date.parse('2019-01-01') / 1_000, max: Date.parse('2026-12-01') / 1_000 }).map((second) => second * 1_000),
      // Midnight of Shanghai, and the second before.
      fc.tuple(fc.nat(2_890), fc.constantFrom(0, -1_000)).map(([n, by]) => Date.parse('2019-01-01T00:00:00+08:00') + n * oneDay + by),
    );
    fc.assert(
      fc.property(calendar, start, fc.nat(15), (by, from, count) => {
        expect(afterWorkingDays(by, from, count).at).toBe(slowly(by, from, count));
      }),
      { numRuns: 2_000 },
    );
  });

  const after = (calendar: Calendar, from: string, count: number) =>
    new Date(afterWorkingDays(calendar, Date.parse(from), count).at).toISOString();

  it.each([
    // Spring Festival 2024 rested from 10 to 17 February, and worked on the Sundays 4 and 18.
    ['2024-02-02T09:00:00+08:00', 1, '2024-02-04T01:00:00.000Z'],
    ['2024-02-09T09:00:00+08:00', 1, '2024-02-18T01:00:00.000Z'],
    // National Day 2025 rested from 1 to 8 October, and worked on 28 September and 11 October.
    ['2025-09-26T09:00:00+08:00', 1, '2025-09-28T01:00:00.000Z'],
    ['2025-09-30T09:00:00+08:00', 3, '2025-10-11T01:00:00.000Z'],
    // It starts on a day of rest that is in the middle of the festival.
    ['2025-10-03T23:59:59+08:00', 1, '2025-10-09T15:59:59.000Z'],
    // The leap day is a Thursday.
    ['2024-02-28T00:00:00+08:00', 1, '2024-02-28T16:00:00.000Z'],
    ['2024-02-29T00:00:00+08:00', 1, '2024-02-29T16:00:00.000Z'],
  ])('%s and %i more are %s', (from, count, expected) => expect(after(mainland, from, count)).toBe(expected));

  it.each([
    ['us-eastern', '2026-03-06T09:00:00-05:00', '2026-03-09T13:00:00.000Z'],
    ['us-eastern', '2026-10-30T09:00:00-04:00', '2026-11-02T14:00:00.000Z'],
    ['de', '2026-03-27T09:00:00+01:00', '2026-03-30T07:00:00.000Z'],
    ['de', '2026-10-23T09:00:00+02:00', '2026-10-26T08:00:00.000Z'],
    // A week that begins on Sunday.
    ['sa', '2026-11-26T09:00:00+03:00', '2026-11-29T06:00:00.000Z'],
  ])('of %s keep the time on the wall where clocks change', (region, from, expected) =>
    expect(after(regionOf(region)!, from, 1)).toBe(expected),
  );
});
