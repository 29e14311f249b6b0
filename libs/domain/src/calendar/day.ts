import { day, hour, type Instant } from '../decider';

/** A day of the calendar, counted from 1970-01-01. */
export type Day = number;

/** UTC+8 all year: a card's and a visa's day begins and ends by the clock of the country that issues them. */
const chinaAhead = 8 * hour;

/** @returns undefined for a day that no calendar has, such as 30 February, and for anything but numbers. */
export function dayOf(year: number, month: number, date: number): Day | undefined {
  const real = month >= 1 && month <= 12 && date >= 1 && date <= daysIn(year, month);
  if (!real) return undefined;
  // Years that begin in March put the leap day last, so that a month's start needs no table.
  const shifted = month > 2 ? year : year - 1;
  const march = (month + 9) % 12;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leapDays + Math.floor((march * 153 + 2) / 5) + date - 1 - daysBefore1970;
}

export const beginsAt = (it: Day): Instant => it * day - chinaAhead;
export const endsAt = (it: Day): Instant => beginsAt(it + 1);

/** Reads `YYYY-MM-DD`. @returns undefined for anything else, and for a day that no calendar has */
export function dayNamed(text: string): Day | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  return date === undefined ? undefined : dayOf(Number(year), Number(month), Number(date));
}

/** From Sunday, 0, to Saturday, 6: 1970-01-01 was a Thursday. */
export const weekdayOf = (it: Day): number => (((it + 4) % 7) + 7) % 7;

/** From 1 March of the year 0 to 1970-01-01. */
const daysBefore1970 = 719_468;

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
