import { given } from '#testing';
import { calendarPolicy } from '../calendar/calendar.policy';
import { china } from '../calendar/china';
import { newerThan } from '../calendar/newer';
import { platformCalendar, type StoredCalendar } from '../calendar/stored';
import type { Company } from '../company/company';
import { hour } from '../decider';
import type { FactsIn } from '../processes';
import type { ApprovalEvent } from './approval.events';
import type { StoredPolicy } from '../approval-policy/approval-policy';
import type { Step } from './policy';
import { fourthApprovalPolicy } from './approval.policy';
import { approval as process, type ApprovalCommand } from './approval.process';

const approval = given(process);
const at = (text: string) => Date.parse(text);
const company = (calendar?: { region: string } | { storedId: string }): Company => ({
  ...{ status: 'verified', companyId: 'c', companyKind: 'enterprise' },
  ...(calendar && { calendar }),
});
/** A week of two days of rest, with holidays. */
const office = (version: number, holidays: readonly string[], knownUntil: string): StoredCalendar => ({
  ...{ status: 'kept', companyId: 'c', calendarId: 'office', version, zone: 'UTC', restDays: [0, 6], makeUpDays: [] },
  holidays,
  knownUntil,
});
const ofPlatform = (version: number, holidays: readonly string[], knownUntil: string): StoredCalendar => ({
  ...{ status: 'kept', calendarId: 'platform', version, zone: 'UTC', restDays: [0, 6], makeUpDays: [] },
  holidays,
  knownUntil,
});
const chain: readonly Step[] = [
  { afterHours: 24, act: 'remind' },
  { afterWorkingDays: 2, act: 'remind' },
  { afterWorkingDays: 4, act: 'call-operator' },
];
/** What the company has stored for exports. */
const companyPolicy: StoredPolicy = {
  ...{ status: 'enabled', policyId: 'p', companyId: 'c', matterType: 'document-export', version: 1, roleStreams: {}, disablings: 0 },
  content: {
    autoRules: [],
    stages: [{ ...fourthApprovalPolicy.stages[0], slots: [{ selector: { kind: 'manager' }, need: 'any' }], chain }],
  },
};
const open: ApprovalCommand & { type: 'OpenApproval' } = {
  ...{ type: 'OpenApproval', matter: { type: 'document-export', id: 'x' }, companyId: 'c', subjectId: 's', requestedBy: 'r' },
  ...{ managers: ['m'], roleStreams: {} },
};
const chosen = { storedId: 'o' };
const byOffice = (version: number, holidays: readonly string[], knownUntil: string): FactsIn<'approval'> => ({
  company: company(chosen),
  chosen: office(version, holidays, knownUntil),
});
/** A Wednesday: two working days later is Friday the 1st, four are Tuesday the 5th. */
const start = at('2027-12-29T09:00:00Z');
const opened = (facts: FactsIn<'approval'>, now = start): ApprovalEvent =>
  process.decide(process.initial, open, { companyPolicy, ...facts }, now).events[0]!;
const replan = (all?: boolean): ApprovalCommand => ({ type: 'ReplanDeadlines', ...(all !== undefined && { all }) });
const days = (state: ReturnType<typeof process.evolve>) =>
  'plan' in state ? state.plan.map((step) => [new Date(step.at).toISOString().slice(0, 10), step.counted?.provisional]) : [];
const dates = (...events: ApprovalEvent[]) => days(approval(...events).state());
const after = (event: ApprovalEvent, facts: FactsIn<'approval'>, now: number, all?: boolean): ApprovalEvent[] => [
  event,
  ...process.decide(approval(event).state(), replan(all), facts, now).events,
];

describe('an approval whose steps count working days (R16)', () => {
  it.each<[string, FactsIn<'approval'>, object]>([
    ['the mainland, where nobody has chosen', { company: company() }, { calendarId: 'cn', version: china.version, provisional: true }],
    ['a region', { company: company({ region: 'de' }) }, { calendarId: 'de', version: '1', provisional: false }],
    ['the company’s own', byOffice(3, [], '2027-12-31'), { calendarId: 'office', version: '3', storedId: 'o', provisional: true }],
    [
      'the platform’s, where the company has chosen none',
      { company: company(), ofPlatform: ofPlatform(2, [], '2028-12-31') },
      { calendarId: 'platform', version: '2', storedId: platformCalendar.storedId, provisional: false },
    ],
  ])('counts by %s, and records which version it was', (_, facts, by) => {
    expect(opened(facts)).toMatchObject({ workingDays: by });
    const [, second] = (opened(facts) as { plan: readonly object[] } & ApprovalEvent).plan;
    const { provisional: _any, ...named } = by as { provisional: boolean };
    expect(second).toMatchObject({ counted: { days: 2, from: start, ...named } });
  });

  it('asks for no calendar where it counts hours alone', () => {
    const { needs } = process.rules.OpenApproval;
    const policies = ['companyPolicy', 'platformPolicy'];
    expect(Object.keys(needs(open, process.initial, {}))).toEqual(policies);
    const inHours = { companyPolicy: undefined, platformPolicy: undefined };
    expect(Object.keys(needs(open, process.initial, inHours))).toEqual(policies);
    const byDays = { ...inHours, companyPolicy };
    expect(Object.keys(needs(open, process.initial, byDays))).toEqual([...policies, 'company', 'ofPlatform']);
    const found = { ...byDays, company: company(chosen), ofPlatform: undefined };
    expect(Object.keys(needs(open, process.initial, found))).toEqual([...policies, 'company', 'ofPlatform', 'chosen']);
  });

  it('says of each date whether it is provisional, and shows it', () => {
    const event = opened(byOffice(1, [], '2027-12-31'));
    expect(dates(event)).toEqual([
      ['2027-12-30', undefined],
      ['2027-12-31', false],
      ['2028-01-04', true],
    ]);
    expect(process.view(approval(event).state())).toMatchObject({ workingDays: { calendarId: 'office', provisional: true } });
  });
});

describe('dates that were counted beyond the days of a calendar (R16)', () => {
  const first = opened(byOffice(1, [], '2027-12-31'));
  const second = byOffice(2, ['2027-12-31', '2028-01-03', '2028-01-04'], '2028-12-31');

  it('stay while the calendar is edited, and move once they are counted again', () => {
    expect(dates(first)[2]).toEqual(['2028-01-04', true]);
    expect(dates(...after(first, second, start + hour))).toEqual([
      ['2027-12-30', undefined],
      // It was certain, so that it stays although the day is a holiday by now.
      ['2027-12-31', false],
      ['2028-01-07', false],
    ]);
    expect(approval(...after(first, second, start + hour)).state()).toMatchObject({
      workingDays: { calendarId: 'office', version: '2', provisional: false },
    });
  });

  it('are counted once by a version, and what was certain only if that is asked for', () => {
    const once = after(first, second, start + hour);
    approval(...once)
      .when(replan(), { at: start + hour, facts: second })
      .thenRefused('calendar-unchanged');
    const all = process.decide(approval(...once).state(), replan(true), second, start + hour).events;
    expect(dates(...once, ...all)).toEqual([
      ['2027-12-30', undefined],
      ['2028-01-05', false],
      ['2028-01-07', false],
    ]);
  });

  it('move no more once they have passed, nor once they have happened', () => {
    const late = at('2028-01-04T09:00:00Z');
    approval(first).when(replan(), { at: late, facts: second }).thenRefused('calendar-unchanged');
    const called: ApprovalEvent[] = [{ type: 'ApproversReminded', n: 1 }, { type: 'ApproversReminded', n: 2 }, { type: 'OperatorCalled' }];
    approval(first, ...called)
      .when(replan(), { at: start, facts: second })
      .thenRefused('calendar-unchanged');
  });

  it('never fall into the past: what would is due a day later, or when it was to be before', () => {
    // Six working days by the first version; by the second every day is worked, so that it would be over.
    const far = opened(byOffice(1, ['2027-12-30', '2027-12-31'], '2027-12-31'));
    expect(dates(far)[2]).toEqual(['2028-01-06', true]);
    const worked: FactsIn<'approval'> = {
      company: company(chosen),
      chosen: { ...office(2, [], '2028-12-31'), restDays: [] } as StoredCalendar,
    };
    const now = at('2028-01-03T09:00:00Z');
    const [, replanned] = after(far, worked, now);
    expect(dates(far, replanned!)[2]).toEqual(['2028-01-04', false]);
    const soon = at('2028-01-06T08:00:00Z');
    expect(dates(...after(far, worked, soon))[2]).toEqual(['2028-01-06', false]);
    expect(calendarPolicy.replanNoticeHours).toBe(24);
  });

  it('keep what a pause has moved them by', () => {
    const paused = {
      ...first,
      plan: (first as { plan: { at: number }[] } & ApprovalEvent).plan.map((step) => ({ ...step, at: step.at + 48 * hour })),
    };
    expect(dates(...after(paused as ApprovalEvent, second, start + hour))[2]).toEqual(['2028-01-09', false]);
  });

  it('do not pass while evidence is owed: they move, and the pause moves them once it is over (X15)', () => {
    const request = { requestId: 'q', by: 'm', kinds: ['photo'], at: start + hour, until: start + 168 * hour };
    const owed: ApprovalEvent = { type: 'EvidenceRequested', ...request };
    // By the clock on the wall the last date has passed; the approval's own stands at the request.
    const late = at('2028-01-04T10:00:00Z');
    const { events } = process.decide(approval(first, owed).state(), replan(), second, late);
    expect(dates(first, owed, ...events)[2]).toEqual(['2028-01-07', false]);
  });

  it('follow the calendar that the company has chosen since', () => {
    const german: FactsIn<'approval'> = { company: company({ region: 'de' }) };
    expect(approval(...after(first, german, start + hour)).state()).toMatchObject({
      workingDays: { calendarId: 'de', provisional: false },
    });
  });

  it('may be counted again by a command of operators where there are any, and by none where all is in hours', () => {
    const names = (events: ApprovalEvent[]) => {
      const { allowed, refused } = process.commandsNow(approval(...events).state(), start);
      return [...allowed, ...refused.map(({ command }) => command)].includes('ReplanDeadlines');
    };
    const facts: FactsIn<'approval'> = { 'it-admin': { status: 'granted', companyId: 'c', role: 'it-admin', holders: ['a'] } };
    expect([names([first]), names([...process.decide(process.initial, open, facts, start).events])]).toEqual([true, false]);
  });

  it('are over with the approval', () => {
    approval(first, { type: 'ApprovalApproved' }).when(replan(), { at: start, facts: second }).thenRefused('approval-closed');
  });
});

describe('a newer version of a calendar', () => {
  const of = (calendar: string, version: string, newest: number | null = null, ofPlatform: number | null = null) =>
    newerThan({ calendar, version, newest, ofPlatform });

  it('is a later one, never an earlier one: two releases beside each other do not count in turns', () => {
    expect([of('o', '1', 2), of('o', '2', 2), of('o', '10', 9)]).toEqual(['o 2', undefined, undefined]);
    expect([of('cn', 'chinese-days/1.5.6'), of('cn', china.version), of('cn', 'chinese-days/99.0.0')]).toEqual([
      `cn ${china.version} `,
      undefined,
      undefined,
    ]);
    expect(of('cn', 'chinese-days/1.4.99')).toBe(`cn ${china.version} `);
  });

  it('is the platform’s own too, of what the program has counted', () => {
    expect(of('cn', china.version, null, 3)).toBe('platform 3');
    expect(of('atlantis', '1')).toBeUndefined();
  });
});
