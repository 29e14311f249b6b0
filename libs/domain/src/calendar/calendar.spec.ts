import { isWorkday } from 'chinese-days';
import fc from 'fast-check';
import { day as oneDay } from '../decider';
import { afterWorkingDays, isWorkingDay, type Calendar } from './calendar';
import { china } from './china';
import { dayNamed, dayOf, weekdayOf } from './day';
import { instantAt, isZone, wallTime } from './zone';

const at = (text: string) => Date.parse(text);
const weekdays = (zone: string): Calendar => ({ id: 'weekdays', version: '1', zone, restDays: [0, 6], holidays: [], makeUpDays: [] });
const later = (from: string, count: number, calendar: Calendar = china) => {
  const { at: instant, provisional } = afterWorkingDays(calendar, at(from), count);
  return [new Date(instant).toISOString(), provisional];
};

describe('the calendar of the mainland', () => {
  const [first, last] = [dayOf(2025, 1, 1)!, dayNamed(china.knownUntil)!];
  const days = Array.from({ length: last - first + 1 }, (_, n) => first + n);

  it('says of each day what the package says', () => {
    const differs = days.filter((each) => isWorkingDay(china, each) !== isWorkday(new Date(each * oneDay).toISOString().slice(0, 10)));
    expect(differs).toEqual([]);
  });

  it('is of the version that is installed', () => {
    const { version } = jest.requireActual<{ version: string }>('chinese-days/package.json');
    expect(china.version).toBe(`chinese-days/${version}`);
  });
});

describe('so many working days later', () => {
  it('is the same time of day, whatever lies between', () => {
    // A Wednesday, before a weekend.
    expect(later('2026-11-25T09:30:00+08:00', 3)).toEqual(['2026-11-30T01:30:00.000Z', false]);
  });

  it('leaves out the week of a festival and counts the Saturday that makes up for it', () => {
    // Spring Festival from 15 to 23 February; 14 and 28 February are worked.
    expect(later('2026-02-13T16:00:00+08:00', 1)).toEqual(['2026-02-14T08:00:00.000Z', false]);
    expect(later('2026-02-13T16:00:00+08:00', 2)).toEqual(['2026-02-24T08:00:00.000Z', false]);
    expect(later('2026-02-27T16:00:00+08:00', 1)).toEqual(['2026-02-28T08:00:00.000Z', false]);
  });

  it('begins to count on the first working day where it starts on a day of rest', () => {
    expect(later('2026-11-28T23:59:59.999+08:00', 1)).toEqual(['2026-11-30T15:59:59.999Z', false]);
  });

  it('belongs to the day of the zone, not of UTC', () => {
    // Friday evening in UTC is Saturday in Shanghai.
    expect(later('2026-11-27T17:00:00Z', 1)).toEqual(['2026-11-29T17:00:00.000Z', false]);
    expect(later('2026-11-27T17:00:00Z', 1, weekdays('UTC'))).toEqual(['2026-11-30T17:00:00.000Z', false]);
  });

  it('is provisional behind the last day that the lists speak of', () => {
    expect(later('2026-12-30T09:00:00+08:00', 1)).toEqual(['2026-12-31T01:00:00.000Z', false]);
    expect(later('2026-12-30T09:00:00+08:00', 2)).toEqual(['2027-01-01T01:00:00.000Z', true]);
    expect(later('2200-12-30T09:00:00+08:00', 2, weekdays('UTC'))[1]).toBe(false);
  });

  it('keeps the time on the wall where clocks change', () => {
    expect(later('2026-03-27T09:00:00+01:00', 1, weekdays('Europe/Berlin'))).toEqual(['2026-03-30T07:00:00.000Z', false]);
    expect(later('2026-10-23T09:00:00+02:00', 1, weekdays('Europe/Berlin'))).toEqual(['2026-10-26T08:00:00.000Z', false]);
  });

  const instants = fc.integer({ min: at('2025-01-01'), max: at('2030-01-01') });
  it('is one after the other: n and then m are n + m, and none goes back', () => {
    fc.assert(
      fc.property(instants, fc.nat(20), fc.nat(20), (from, n, m) => {
        const both = afterWorkingDays(china, from, n + m);
        const step = afterWorkingDays(china, from, n);
        expect(afterWorkingDays(china, step.at, m).at).toBe(both.at);
        expect(both.at - from).toBeGreaterThanOrEqual((n + m) * oneDay);
      }),
    );
  });
});

describe('the clock of a zone', () => {
  it('shows an instant that is found again by what it shows', () => {
    const zones = fc.constantFrom('Asia/Shanghai', 'UTC', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'America/St_Johns');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: at('2100-01-01') }), zones, (instant, zone) => {
        const shown = wallTime(instant, zone);
        // Where clocks go back, an hour is shown twice.
        expect([instant, instant - 3_600_000]).toContain(instantAt(shown, zone));
      }),
    );
  });

  it('takes the first of two, and for a time that is left out the one an hour later', () => {
    const berlin = 'Europe/Berlin';
    const on = (date: string, time: number) => new Date(instantAt({ day: dayNamed(date)!, time }, berlin)).toISOString();
    expect(on('2026-10-25', 2.5 * 3_600_000)).toBe('2026-10-25T00:30:00.000Z');
    expect(on('2026-03-29', 2.5 * 3_600_000)).toBe('2026-03-29T01:30:00.000Z');
  });

  it.each(['Asia/Shanghai', 'UTC', 'America/New_York'])('is there for %s', (zone) => expect(isZone(zone)).toBe(true));
  it.each(['', 'Mars/Olympus', 'Asia/Shanghai; --'])('is not there for %j', (zone) => expect(isZone(zone)).toBe(false));
});

describe('a day by its name', () => {
  it.each(['2026-02-29', '2026-13-01', '26-01-01', '2026-1-1', 'tomorrow', ''])('%j is none', (text) =>
    expect(dayNamed(text)).toBeUndefined(),
  );
  it('has its weekday', () => {
    expect(['1969-12-28', '1970-01-01', '2026-11-28', '2026-11-30'].map((text) => weekdayOf(dayNamed(text)!))).toEqual([0, 4, 6, 1]);
  });
});
