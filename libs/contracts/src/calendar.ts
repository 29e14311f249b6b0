import { z } from 'zod';
import { administrators, everybody, writers } from './access';
import { body, face } from './face';
import { count, exampleId, id, instant, label, word } from './formats';
import { page, pageQueryUpTo } from './page';
import { calendarProblems } from './problems/calendars';
import { processSchemas } from './process';

/** More than any version may have: the rule says how many, and what is wrong with each. */
const listMax = 2_000;
const sentDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { message: 'must be a day, as 2026-02-28' });
const restDays = z.array(z.literal([0, 1, 2, 3, 4, 5, 6])).describe('The days of each week without work, from Sunday, 0, to Saturday, 6.');
const daysOfTheWeek = 7;

/** What a version says, as callers write it. */
const sent = {
  zone: z
    .string()
    .max(64)
    .regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/, { message: 'must be a zone of the IANA database' })
    .describe('By its clock a day begins and ends, as Asia/Shanghai.'),
  restDays: restDays.max(daysOfTheWeek),
  holidays: z.array(sentDay).max(listMax).describe('Days without work.'),
  makeUpDays: z.array(sentDay).max(listMax).describe('Days of rest of the week on which people work all the same.'),
  knownUntil: sentDay
    .describe('The last day that the lists speak of: what is counted beyond it is provisional. Left out with empty lists alone.')
    .optional(),
};
/** The same as it is told. */
const kept = { zone: word, restDays, holidays: z.array(word), makeUpDays: z.array(word), knownUntil: word.optional() };

const example = {
  zone: 'Asia/Shanghai',
  restDays: [0, 6],
  holidays: ['2027-01-01'],
  makeUpDays: ['2027-01-03'],
  knownUntil: '2027-12-31',
};

/** `POST /v1/calendars`: its first version. `calendarId`: what its company, or the platform, calls it. */
const AddCalendar = body(
  z.strictObject({
    calendarId: label,
    companyId: id.describe('Whose it is. Left out: of the platform, by operators alone; its own one is called `platform`.').optional(),
    ...sent,
  }),
  { calendarId: 'office', companyId: exampleId, ...example },
);

/** `POST /v1/calendars/{id}/versions`: says all of it anew. */
const AddCalendarVersion = body(z.strictObject(sent), example);

const calendar = processSchemas('calendar', {
  states: ['kept'],
  own: { calendarId: word, ...kept },
  workflow: false,
});

/** One of the platform is nobody's data. */
const ofAnybody = <T extends z.ZodObject>(schema: T) => schema.partial({ subjectId: true });

/** `GET /v1/calendars`: those that the caller sees, newest first. */
export const calendarPage = page(z.union(calendar.item.options.map((option) => ofAnybody(option as z.ZodObject))));
/** Each item has up to a thousand days, so that a page has few of them. */
const pageOfFew = pageQueryUpTo(20);
export const calendarQuery = z.strictObject({ ...pageOfFew, companyId: id.optional() });

/** `GET /v1/calendars/{id}/versions`: newest first. A version never changes. */
export const calendarVersionQuery = z.strictObject(pageOfFew);
export const calendarVersionPage = page(z.strictObject({ version: count, at: instant, actor: z.string(), ...kept }));

/** `GET /v1/calendars/regions`: the calendars that every installation has. */
export const regionPage = z.strictObject({ items: z.array(z.strictObject({ region: word, version: word, ...kept })) });

export const calendars = face({
  path: 'calendars',
  answer: ofAnybody(calendar.whole),
  read: 'readCalendars',
  rights: {
    keepCalendars: { roles: writers, scope: 'calendars:write', administrators: ['super-admin'] },
    readCalendars: { roles: everybody, scope: 'calendars:read', administrators },
  },
  bodies: { AddCalendar, AddCalendarVersion },
  problems: calendarProblems,
});
