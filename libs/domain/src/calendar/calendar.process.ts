import { internal, refuse } from '../decider';
import { companies } from '../company/company';
import { defined, eventsOf, group, type EventOf } from '../events';
import { processOfStates } from '../process';
import { rulesOf } from '../rule';
import { calendarPolicies, type CalendarPolicy } from './calendar.policy';
import { faultsOf } from './faults';
import { addedFields, contentFields, type CalendarContent, type KeptCalendar, type StoredCalendar } from './stored';
import { isZone } from './zone';

const isKept = (calendar: StoredCalendar): calendar is KeptCalendar => calendar.status === 'kept';

const { event, from } = eventsOf<StoredCalendar>();
const events = {
  /** Its first version. */
  CalendarAdded: event({ ...addedFields, content: group(contentFields) }, (_, { companyId, calendarId, content }) => ({
    status: 'kept',
    ...defined({ companyId }),
    calendarId,
    version: 1,
    ...content,
  })),
  /** What a version says never changes; the next one says all of it anew. */
  CalendarVersionAdded: from(isKept)({ content: group(contentFields) }, ({ status, companyId, calendarId, version }, { content }) => ({
    status,
    ...defined({ companyId }),
    calendarId,
    version: version + 1,
    ...content,
  })),
};

const { rule, opening, anything, accept } = rulesOf<StoredCalendar, EventOf<typeof events>, CalendarPolicy>();
const kept = anything.in(isKept, internal('calendar-unknown'));

const rules = {
  /** R16: a company, or the platform, says on which days its people work. */
  AddCalendar: opening({
    origin: 'caller',
    right: 'keepCalendars',
    takes: { ...addedFields, ...contentFields },
    needs: ({ companyId }) => ({ company: companies.read(companyId) }),
    emits: ['CalendarAdded'],
    refuses: ['company-not-verified', 'calendar-exists', 'calendar-invalid'],
    decide: ({ state, command: { companyId, calendarId, ...said }, facts: { company }, policy }) => {
      if (companyId !== undefined && company?.status !== 'verified') return refuse('company-not-verified');
      if (isKept(state)) return refuse('calendar-exists');
      const errors = faultsOf(said, policy);
      if (errors.length > 0) return refuse('calendar-invalid', { errors });
      return accept({ type: 'CalendarAdded', ...defined({ companyId }), calendarId, content: contentIn(said) });
    },
  }),
  /** R16: the lists grow each year. What was counted by an earlier version stays until it is counted again. */
  AddCalendarVersion: rule({
    origin: 'caller',
    right: 'keepCalendars',
    takes: contentFields,
    given: kept,
    atMost: { times: ({ calendarVersions }) => calendarVersions, soFar: ({ version }) => version },
    emits: ['CalendarVersionAdded'],
    refuses: ['calendar-invalid', 'calendar-says-this'],
    decide: ({ state, command, policy }) => {
      const errors = faultsOf(command, policy);
      if (errors.length > 0) return refuse('calendar-invalid', { errors });
      const content = contentIn(command);
      if (saysTheSame(state, content)) return refuse('calendar-says-this');
      return accept({ type: 'CalendarVersionAdded', content });
    },
  }),
};

/** The days in the order of time, so that the same lists are the same version, however they were written. */
const contentIn = ({ zone, restDays, holidays, makeUpDays, knownUntil }: CalendarContent): CalendarContent => ({
  zone,
  restDays: restDays.toSorted((a, b) => a - b),
  holidays: holidays.toSorted(),
  makeUpDays: makeUpDays.toSorted(),
  ...defined({ knownUntil }),
});

const saysTheSame = (state: KeptCalendar, content: CalendarContent): boolean =>
  JSON.stringify(contentIn(state)) === JSON.stringify(contentIn(content));

export const calendar = processOfStates<StoredCalendar>()('calendar', {
  initial: { status: 'none' },
  policies: calendarPolicies,
  states: { kept: 'open' },
  events,
  rules,
  /** The data of the zones comes with the program. */
  knows: ({ zone }) => isZone(zone),
  columns: ({ companyId }) => (companyId === undefined ? {} : { companyId, subjectId: companyId }),
  seenBy: ({ companyId }) => ({ departments: companyId === undefined ? [] : [companyId] }),
  view: ({ calendarId, zone, restDays, holidays, makeUpDays, knownUntil }) => ({
    calendarId,
    zone,
    restDays,
    holidays,
    makeUpDays,
    ...defined({ knownUntil }),
  }),
});
