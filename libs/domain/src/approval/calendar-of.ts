import type { Calendar } from '../calendar/calendar';
import { china } from '../calendar/china';
import { regionOf } from '../calendar/regions';
import { calendars, platformCalendar, toCalendar, type StoredCalendar } from '../calendar/stored';
import { companies, type Company } from '../company/company';
import type { StagePolicy } from './policy';

/** A calendar to count by, and its stream where it is stored. */
export interface CountedBy {
  calendar: Calendar;
  storedId?: string;
}

/** Whether the stage counts working days: all others need no calendar, and read none. */
export const countsWorkingDays = ({ chain }: Pick<StagePolicy, 'chain'>): boolean => chain.some((step) => 'afterWorkingDays' in step);

/**
 * What says by which calendar is counted: the choice of the company, and the calendar of the platform. Nothing where
 * nobody counts.
 */
export const calendarNeeds = (counts: boolean, companyId: string | undefined) => ({
  company: companies.read(counts ? companyId : undefined),
  ofPlatform: calendars.read(counts ? platformCalendar.storedId : undefined),
});

/** What those needs have found. */
export interface CalendarFacts {
  company?: Company | undefined;
  ofPlatform?: StoredCalendar | undefined;
  chosen?: StoredCalendar | undefined;
}

/** The stored calendar that the company has chosen: named by what {@link calendarNeeds} has found. */
export const chosenCalendar = ({ company }: CalendarFacts) => {
  const calendar = company?.status === 'verified' ? company.calendar : undefined;
  return calendars.read(calendar && 'storedId' in calendar ? calendar.storedId : undefined);
};

/** R16: the calendar of the company, else of the platform; where operators have stored none, of the mainland. */
export function calendarOf({ company, ofPlatform, chosen }: CalendarFacts): CountedBy {
  const choice = company?.status === 'verified' ? company.calendar : undefined;
  if (choice && 'region' in choice) return { calendar: regionOf(choice.region) ?? china };
  const own = choice && toCalendar(chosen);
  if (own && choice) return { calendar: own, storedId: choice.storedId };
  const shared = toCalendar(ofPlatform);
  return shared ? { calendar: shared, storedId: platformCalendar.storedId } : { calendar: china };
}

/** What an event records of it. */
export const namedBy = ({ calendar: { id, version }, storedId }: CountedBy) => ({
  calendarId: id,
  version,
  ...(storedId !== undefined && { storedId }),
});
