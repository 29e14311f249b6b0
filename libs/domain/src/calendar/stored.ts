import { code, defined, id, list, oneOf, optional, type DataOf } from '../events';
import { streamsOf } from '../needs';
import type { Calendar } from './calendar';
import { isZone } from './zone';

/** From Sunday, 0, to Saturday, 6. */
export const daysOfTheWeek = [0, 1, 2, 3, 4, 5, 6] as const;

/** What a version of a calendar says. */
export const contentFields = {
  /** A name of the IANA database. */
  zone: code(),
  /** The days of each week without work. */
  restDays: list(oneOf(...daysOfTheWeek)),
  /** Days as `YYYY-MM-DD`. */
  holidays: list(code()),
  makeUpDays: list(code()),
  /** The last day that the lists speak of. None: there are no lists. */
  knownUntil: optional(code()),
};
export type CalendarContent = DataOf<typeof contentFields>;

/** Whose it is, and what it is called there. */
export const addedFields = { companyId: optional(id), calendarId: code() };

/** A calendar of a company, or of the platform: its newest version. Earlier ones stand in the record. */
export type StoredCalendar = { status: 'none' } | KeptCalendar;
export interface KeptCalendar extends CalendarContent {
  status: 'kept';
  /** None: of the platform. */
  companyId?: string;
  calendarId: string;
  /** From 1. */
  version: number;
}

export const calendars = streamsOf<StoredCalendar>('calendar');

/**
 * The platform's own calendar, by which its people work: the one that it calls `platform`. Its stream has an id that
 * every program knows, so that no command has to bring it.
 */
export const platformCalendar = { calendarId: 'platform', storedId: '00000000-0000-4000-8000-0063616c656e' } as const;

/**
 * A stored calendar as a value to count by; undefined for one that is not there, and for one that nobody can count by:
 * none such is accepted.
 */
export function toCalendar(stored: StoredCalendar | undefined): Calendar | undefined {
  if (stored?.status !== 'kept' || !isZone(stored.zone) || new Set(stored.restDays).size >= daysOfTheWeek.length) return undefined;
  const { calendarId, version, zone, restDays, holidays, makeUpDays, knownUntil } = stored;
  return { id: calendarId, version: String(version), zone, restDays, holidays, makeUpDays, ...defined({ knownUntil }) };
}
