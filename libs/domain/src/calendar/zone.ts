import { day, hour, minute, type Instant } from '../decider';
import { dayOf, type Day } from './day';

/** An instant by the clock on the wall of a zone. */
interface WallTime {
  day: Day;
  /** Milliseconds since midnight. */
  time: number;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one takes far longer than using it. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const numeric = 'numeric';
  const parts = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric } as const;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...parts });
  clocks.set(zone, made);
  return made;
}

/** True for a name of the IANA database, such as `Asia/Shanghai`. */
export function isZone(zone: string): boolean {
  try {
    return clockOf(zone) !== undefined;
  } catch {
    return false;
  }
}

/** What the clock in this zone shows. @throws RangeError for a zone that is none */
export function wallTime(instant: Instant, zone: string): WallTime {
  const parts = clockOf(zone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)!.value);
  const sinceMidnight = part('hour') * hour + part('minute') * minute + part('second') * 1_000;
  return { day: dayOf(part('year'), part('month'), part('day'))!, time: sinceMidnight + (((instant % 1_000) + 1_000) % 1_000) };
}

/** The first instant from this one on that lies between two hours of the day, by the clock on the wall. */
export function withinHours(instant: Instant, zone: string, { from, to }: { from: number; to: number }): Instant {
  const { day: date, time } = wallTime(instant, zone);
  if (time >= from * hour && time < to * hour) return instant;
  return instantAt({ day: time < from * hour ? date : date + 1, time: from * hour }, zone);
}

/** The instant at which the clock shows this: of two the first, and one that spring leaves out is an hour later. */
export function instantAt({ day: date, time }: WallTime, zone: string): Instant {
  const shown = date * day + time;
  const ahead = (instant: Instant) => {
    const there = wallTime(instant, zone);
    return there.day * day + there.time - instant;
  };
  const [before, after] = [ahead(shown - day), ahead(shown + day)];
  const first = shown - Math.max(before, after);
  return ahead(first) === shown - first ? first : shown - Math.min(before, after);
}

/** The zone of a person where this program knows it, else the one in its place. */
export const zoneOr = <Z extends string | undefined>(zone: string | undefined, otherwise: Z): string | Z =>
  zone !== undefined && isZone(zone) ? zone : otherwise;

/** A local day, from midnight to midnight: of 24 hours, or of 23 or 25. */
export interface LocalDay {
  /** Days since 1970-01-01. */
  date: number;
  begins: Instant;
  ends: Instant;
}

export function localDayOf(instant: Instant, zone: string): LocalDay {
  const { day: date } = wallTime(instant, zone);
  const midnightOf = (each: number) => instantAt({ day: each, time: 0 }, zone);
  return { date, begins: midnightOf(date), ends: midnightOf(date + 1) };
}
