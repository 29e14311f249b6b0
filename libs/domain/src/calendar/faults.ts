import type { CalendarPolicy } from './calendar.policy';
import { dayNamed, weekdayOf } from './day';
import { daysOfTheWeek, type CalendarContent } from './stored';
import { isZone } from './zone';

/** What is wrong with a version of a calendar, and what the place must have instead. */
const messages = {
  'not-a-zone': () => 'must be a zone of the IANA database, as Asia/Shanghai',
  'every-day-rests': () => 'must leave a day of the week on which people work',
  repeated: () => 'must not repeat what stands before',
  'no-such-day': () => 'must be a day that there is, as 2026-02-28',
  'also-a-make-up-day': () => 'must not be a make-up day as well',
  'worked-anyway': () => 'must be a day of rest of the week: on this one people work anyway',
  'after-known-until': () => 'must not lie after knownUntil',
  'too-early': ({ calendarYears }: CalendarPolicy) => `must not lie more than ${calendarYears} years before knownUntil`,
  'too-many': ({ calendarDays }: CalendarPolicy) => `must be ${calendarDays} at most, together with the make-up days`,
  missing: () => 'must say the last day that the lists speak of',
} as const;
type FaultCode = keyof typeof messages;

/** One fault, with its place in the request, as `holidays.3`. */
export interface Fault {
  path: string;
  code: FaultCode;
  message: string;
}

type Found = readonly [path: string, code: FaultCode];

/** Everything that is wrong with a version, list by list. Empty: people can count by it. */
export function faultsOf(content: CalendarContent, policy: CalendarPolicy): readonly Fault[] {
  return faultsFound(content, policy)
    .slice(0, policy.faultsTold)
    .map(([path, code]) => ({ path, code, message: messages[code](policy) }));
}

function faultsFound(content: CalendarContent, policy: CalendarPolicy): readonly Found[] {
  const { zone, restDays, holidays, makeUpDays } = content;
  if (holidays.length + makeUpDays.length > policy.calendarDays) return [['holidays', 'too-many']];
  return [
    ...(isZone(zone) ? [] : [['zone', 'not-a-zone'] as const]),
    ...restDays.flatMap((day, n): Found[] => (restDays.indexOf(day) < n ? [[`restDays.${n}`, 'repeated']] : [])),
    ...(isEveryDay(restDays) ? [['restDays', 'every-day-rests'] as const] : []),
    ...faultsOfDays('holidays', content, policy),
    ...faultsOfDays('makeUpDays', content, policy),
    ...faultsOfLast(content),
  ];
}

const isEveryDay = (restDays: readonly number[]): boolean => daysOfTheWeek.every((day) => restDays.includes(day));

function faultsOfDays(list: 'holidays' | 'makeUpDays', content: CalendarContent, { calendarYears }: CalendarPolicy): readonly Found[] {
  const { holidays, makeUpDays, knownUntil } = content;
  const restDays: readonly number[] = content.restDays;
  const others = new Set(list === 'holidays' ? makeUpDays : holidays);
  const first = knownUntil === undefined || dayNamed(knownUntil) === undefined ? undefined : yearsBefore(knownUntil, calendarYears);
  const seen = new Set<string>();
  const faultOf = (name: string): FaultCode | undefined => {
    const day = dayNamed(name);
    if (day === undefined) return 'no-such-day';
    if (seen.has(name)) return 'repeated';
    if (list === 'holidays' && others.has(name)) return 'also-a-make-up-day';
    // Days by their names stand in the order of time.
    if (first !== undefined && name > knownUntil!) return 'after-known-until';
    if (first !== undefined && name < first) return 'too-early';
    return list === 'makeUpDays' && !others.has(name) && !restDays.includes(weekdayOf(day)) ? 'worked-anyway' : undefined;
  };
  return content[list].flatMap((name, n): Found[] => {
    const code = faultOf(name);
    seen.add(name);
    return code ? [[`${list}.${n}`, code]] : [];
  });
}

/** Lists without a last day would pass for all that will ever be known. */
function faultsOfLast({ holidays, makeUpDays, knownUntil }: CalendarContent): readonly Found[] {
  if (knownUntil !== undefined) return dayNamed(knownUntil) === undefined ? [['knownUntil', 'no-such-day']] : [];
  return holidays.length + makeUpDays.length > 0 ? [['knownUntil', 'missing']] : [];
}

const yearsBefore = (name: string, years: number): string => String(Number(name.slice(0, 4)) - years).padStart(4, '0') + name.slice(4);
