import type { Instant } from '../decider';
import { dayNamed, weekdayOf, type Day } from './day';
import { instantAt, wallTime } from './zone';

/**
 * The days on which the people of a place work: a value, so that code that counts by it can record which one it was.
 */
export interface Calendar {
  id: string;
  version: string;
  /** A name of the IANA database: a day begins and ends by its clock. */
  zone: string;
  /** The days of each week without work, from Sunday, 0, to Saturday, 6; never all of them. */
  restDays: readonly number[];
  /** Days without work, and days of rest on which people work all the same, as `YYYY-MM-DD`. */
  holidays: readonly string[];
  makeUpDays: readonly string[];
  /** The last day that the lists speak of. None: there are no lists to come. */
  knownUntil?: string;
}

/** An instant that was counted in working days. */
export interface Counted {
  at: Instant;
  /** The lists do not reach so far: it may be another one once they do. */
  provisional: boolean;
}

const daysIn = (list: readonly string[]): ReadonlySet<Day | undefined> => new Set(list.map(dayNamed));

/** Tells the days on which people work. */
function workOf({ restDays, holidays, makeUpDays }: Calendar): (day: Day) => boolean {
  const [free, madeUp] = [daysIn(holidays), daysIn(makeUpDays)];
  return (day) => madeUp.has(day) || (!free.has(day) && !restDays.includes(weekdayOf(day)));
}

/** Whether people work on this day. */
export const isWorkingDay = (calendar: Calendar, day: Day): boolean => workOf(calendar)(day);

/**
 * The same time of day, so many working days later. The day of the start never counts, whether people work on it or
 * not.
 */
export function afterWorkingDays(calendar: Calendar, from: Instant, count: number): Counted {
  const isWorked = workOf(calendar);
  const start = wallTime(from, calendar.zone);
  let { day } = start;
  for (let left = count; left > 0; left -= isWorked(day) ? 1 : 0) day += 1;
  const known = calendar.knownUntil === undefined ? undefined : dayNamed(calendar.knownUntil);
  return { at: instantAt({ day, time: start.time }, calendar.zone), provisional: known !== undefined && day > known };
}
