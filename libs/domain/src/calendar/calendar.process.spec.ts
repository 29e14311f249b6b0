import { expectTables, given } from '#testing';
import type { Company } from '../company/company';
import type { CommandOf, EventIn } from '../processes';
import { calendarPolicy } from './calendar.policy';
import { calendar as process } from './calendar.process';
import { faultsOf } from './faults';
import { regions } from './regions';
import type { CalendarContent } from './stored';

const calendar = given(process);
const company: Company = { status: 'verified', companyId: 'c', companyKind: 'enterprise' };
const content: CalendarContent = {
  zone: 'Asia/Shanghai',
  restDays: [0, 6],
  holidays: ['2027-01-01'],
  makeUpDays: ['2027-01-03'],
  knownUntil: '2027-12-31',
};
const next: CalendarContent = { ...content, holidays: ['2027-01-01', '2028-01-03'], knownUntil: '2028-12-31' };
const add: CommandOf<'calendar'> & { type: 'AddCalendar' } = { type: 'AddCalendar', companyId: 'c', calendarId: 'office', ...content };
const addVersion = (said: CalendarContent): CommandOf<'calendar'> => ({ type: 'AddCalendarVersion', ...said });
const added: EventIn<'calendar'> = { type: 'CalendarAdded', companyId: 'c', calendarId: 'office', content };
const versionAdded = (said: CalendarContent): EventIn<'calendar'> => ({ type: 'CalendarVersionAdded', content: said });

describe('a calendar that is stored (R16)', () => {
  it('belongs to a verified company, or to the platform', () => {
    calendar().when(add, { at: 0, facts: { company } }).then(added);
    calendar().when(add, { at: 0 }).thenRefused('company-not-verified');
    const { companyId: _company, ...ofPlatform } = add;
    calendar()
      .when({ ...ofPlatform, calendarId: 'platform' }, { at: 0 })
      .then({ type: 'CalendarAdded', calendarId: 'platform', content });
    calendar(added).when(add, { at: 0, facts: { company } }).thenRefused('calendar-exists');
  });

  it('says all of its days anew with each version, and keeps the newest', () => {
    calendar(added).when(addVersion(next), { at: 0 }).then(versionAdded(next));
    const { state } = calendar(added, versionAdded(next));
    expect(state()).toEqual({ status: 'kept', companyId: 'c', calendarId: 'office', version: 2, ...next });
    expect(process.view(state())).toEqual({ calendarId: 'office', ...next });
    expect(process.columns(state())).toEqual({ companyId: 'c', subjectId: 'c' });
  });

  it('has no version that says what the newest says, in whatever order', () => {
    const turned = { ...next, holidays: next.holidays.toReversed(), restDays: [6, 0] } as const;
    calendar(added).when(addVersion(turned), { at: 0 }).then(versionAdded(next));
    calendar(added, versionAdded(next)).when(addVersion(turned), { at: 0 }).thenRefused('calendar-says-this');
  });

  it('has so many versions at most', () => {
    const { calendarVersions: limit } = calendarPolicy;
    const versions = Array.from({ length: limit - 1 }, (_, n) => versionAdded(n % 2 === 0 ? next : content));
    calendar(added, ...versions)
      .when(addVersion(content), { at: 0 })
      .thenRefused('repeated-too-often', { limit });
  });

  it('in every state × every command', () => {
    expectTables(process, (state) => (state.status === 'none' ? state : { ...state, version: 0 }), [
      {
        row: (state) => (state.status === 'none' ? 'none' : state.knownUntil!),
        columns: {
          AddCalendar: () => [{ command: add, facts: { company } }],
          '2027': () => [{ command: addVersion(content) }],
          '2028': () => [{ command: addVersion(next) }],
        },
        written: `
situation  | AddCalendar     | 2027               | 2028
none       | ✓               | calendar-unknown   | calendar-unknown
2027-12-31 | calendar-exists | calendar-says-this | ✓
2028-12-31 | calendar-exists | ✓                  | calendar-says-this
`,
      },
    ]);
  });
});

describe('a version of a calendar that nobody can count by', () => {
  const told = (said: Partial<CalendarContent>) => faultsOf({ ...content, ...said }, calendarPolicy).map(({ path, code }) => [path, code]);

  it.each<[string, Partial<CalendarContent>, readonly (readonly [string, string])[]]>([
    ['a zone that there is not', { zone: 'Mars/Olympus' }, [['zone', 'not-a-zone']]],
    ['a week without work', { restDays: [0, 1, 2, 3, 4, 5, 6], makeUpDays: [] }, [['restDays', 'every-day-rests']]],
    ['a day of the week twice', { restDays: [0, 6, 0] }, [['restDays.2', 'repeated']]],
    ['a day that no year has', { holidays: ['2027-02-29'] }, [['holidays.0', 'no-such-day']]],
    ['a day twice', { holidays: ['2027-01-01', '2027-01-01'] }, [['holidays.1', 'repeated']]],
    ['a day that is both', { holidays: ['2027-01-03'] }, [['holidays.0', 'also-a-make-up-day']]],
    ['a day after the last', { holidays: ['2028-01-03'] }, [['holidays.0', 'after-known-until']]],
    ['a day long before the last', { holidays: ['2007-12-30'] }, [['holidays.0', 'too-early']]],
    ['a make-up day on which people work anyway', { makeUpDays: ['2027-01-04'] }, [['makeUpDays.0', 'worked-anyway']]],
    ['lists without a last day', { knownUntil: undefined }, [['knownUntil', 'missing']]],
    ['a last day that there is not', { knownUntil: '2027-13-01' }, [['knownUntil', 'no-such-day']]],
    [
      'more days than a version has',
      { holidays: Array.from({ length: calendarPolicy.calendarDays }, () => '2027-01-01') },
      [['holidays', 'too-many']],
    ],
    [
      'several things at once, each with its place',
      { zone: 'x', restDays: [0, 0], holidays: ['2027-02-30', '2027-01-01', '2027-01-03'], makeUpDays: ['2027-01-03', '2029-01-06'] },
      [
        ['zone', 'not-a-zone'],
        ['restDays.1', 'repeated'],
        ['holidays.0', 'no-such-day'],
        ['holidays.2', 'also-a-make-up-day'],
        ['makeUpDays.1', 'after-known-until'],
      ],
    ],
  ])('has %s', (_, said, faults) => expect(told(said)).toEqual(faults));

  it('names so many faults at most', () => {
    const holidays = Array.from({ length: 500 }, () => '2027-02-30');
    expect(faultsOf({ ...content, holidays }, calendarPolicy)).toHaveLength(calendarPolicy.faultsTold);
  });

  it('is refused with its faults, as the first version and as a later one', () => {
    const errors = faultsOf({ ...content, zone: 'x' }, calendarPolicy);
    calendar()
      .when({ ...add, zone: 'x' }, { at: 0, facts: { company } })
      .thenRefused('calendar-invalid', { errors });
    calendar(added)
      .when(addVersion({ ...content, zone: 'x' }), { at: 0 })
      .thenRefused('calendar-invalid', { errors });
  });
});

describe('the calendars of regions', () => {
  it('are such that people can count by them, and each has a name of its own', () => {
    const faulty = regions.filter((each) => faultsOf(each as unknown as CalendarContent, calendarPolicy).length > 0);
    expect(faulty.map(({ id }) => id)).toEqual([]);
    expect(new Set(regions.map(({ id }) => id)).size).toBe(regions.length);
  });
});
