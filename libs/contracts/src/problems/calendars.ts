import { entry } from './entry';

/** Calendars of companies and of the platform. */
export const calendarProblems = {
  'calendar-exists': entry(
    409,
    'There is a calendar of this name already',
    'Add a version to it with POST /v1/calendars/…/versions, or send another calendarId.',
  ),
  'calendar-invalid': entry(
    422,
    'Nobody can count by these days',
    'Correct what errors names, place by place, and send the whole version again with a new Idempotency-Key.',
  ),
  'calendar-says-this': entry(409, 'The newest version says this already', 'Do nothing: the calendar has these days.'),
  'calendar-unknown': entry(
    422,
    'There is no such calendar for this company',
    'Send a region of GET /v1/calendars/regions, or the id of a calendar of this company or of the platform.',
  ),
  'calendar-chosen-already': entry(409, 'The company counts by this calendar already', 'Do nothing: the company has this calendar.'),
} as const;
