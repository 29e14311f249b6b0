import { expectTables, given } from '#testing';
import type { CommandOf, EventIn } from '../processes';
import type { StoredCalendar } from '../calendar/stored';
import { company as process, type ChosenCalendar } from './company';
import { companyPolicy } from './company.policy';

const takeIn: CommandOf<'company'> = { type: 'TakeInCompany', companyId: 'c', companyKind: 'enterprise' };
const say = (foreignRelated: boolean): CommandOf<'company'> => ({ type: 'SayForeignRelation', foreignRelated });
type Event = EventIn<'company'>;
const said = (foreignRelated: boolean): Event => ({ type: 'ForeignRelationSaid', foreignRelated });
const always = (command: CommandOf<'company'>) => () => [{ command }];

describe('a company', () => {
  it('is taken in as verified, with its kind and nothing of its name (R1)', () => {
    given(process)().when(takeIn, { at: 0 }).then({ type: 'CompanyTakenIn', companyId: 'c', companyKind: 'enterprise' });
  });

  it('says whether it is foreign-related when it is taken in or later, or not at all (R9)', () => {
    const takenIn: Event = { type: 'CompanyTakenIn', companyId: 'c', companyKind: 'enterprise' };
    given(process)()
      .when({ ...takeIn, foreignRelated: false }, { at: 0 })
      .then(takenIn, said(false));
    given(process)(takenIn).when(say(true), { at: 1 }).then(said(true));
    given(process)(takenIn, said(true)).when(say(true), { at: 1 }).thenRefused('foreign-relation-said');
    given(process)(takenIn, said(true)).when(say(false), { at: 1 }).then(said(false));
    const view = (...events: Event[]) => process.view(given(process)(...events).state());
    expect([view(takenIn), view(takenIn, said(true))]).toEqual([
      { companyKind: 'enterprise' },
      { companyKind: 'enterprise', foreignRelated: true },
    ]);
  });

  it('is said to be foreign-related or not so many times at most, however often it changes (R9)', () => {
    const takenIn: Event = { type: 'CompanyTakenIn', companyId: 'c', companyKind: 'enterprise' };
    const times = (count: number) => Array.from({ length: count }, (_, n) => said(n % 2 === 0));
    const { foreignRelations: limit } = companyPolicy;
    given(process)(takenIn, ...times(limit - 1))
      .when(say(false), { at: 1 })
      .then(said(false));
    given(process)(takenIn, ...times(limit))
      .when(say(true), { at: 1 })
      .thenRefused('repeated-too-often', { limit });
  });

  describe('chooses the calendar by which its working days are counted (R16)', () => {
    const takenIn: Event = { type: 'CompanyTakenIn', companyId: 'c', companyKind: 'enterprise' };
    const choose = (calendar: ChosenCalendar): CommandOf<'company'> => ({ type: 'ChooseCalendar', calendar });
    const chosen = (calendar: ChosenCalendar): Event => ({ type: 'CalendarChosen', calendar });
    const stored = (companyId?: string): StoredCalendar => ({
      ...{ status: 'kept', calendarId: 'office', version: 1, zone: 'UTC', restDays: [0, 6], holidays: [], makeUpDays: [] },
      ...(companyId !== undefined && { companyId }),
    });
    const office = { storedId: 'o' };

    it('among the regions, its own and those of the platform', () => {
      given(process)(takenIn)
        .when(choose({ region: 'de' }), { at: 1 })
        .then(chosen({ region: 'de' }));
      for (const whose of ['c', undefined])
        given(process)(takenIn)
          .when(choose(office), { at: 1, facts: { stored: stored(whose) } })
          .then(chosen(office));
      expect(process.view(given(process)(takenIn, chosen(office)).state())).toEqual({ companyKind: 'enterprise', calendar: office });
    });

    it('but none of another company, and none that is not there: both are answered alike', () => {
      given(process)(takenIn)
        .when(choose(office), { at: 1, facts: { stored: stored('another') } })
        .thenRefused('calendar-unknown');
      given(process)(takenIn).when(choose(office), { at: 1 }).thenRefused('calendar-unknown');
      given(process)(takenIn)
        .when(choose({ region: 'atlantis' }), { at: 1 })
        .thenRefused('calendar-unknown');
    });

    it('once, and so many times at most', () => {
      given(process)(takenIn, chosen({ region: 'de' }))
        .when(choose({ region: 'de' }), { at: 1 })
        .thenRefused('calendar-chosen-already');
      const { calendarChoices: limit } = companyPolicy;
      const times = Array.from({ length: limit }, (_, n) => chosen({ region: n % 2 === 0 ? 'de' : 'fr' }));
      given(process)(takenIn, ...times)
        .when(choose({ region: 'gb' }), { at: 1 })
        .thenRefused('repeated-too-often', { limit });
    });

    it('and a program that does not know the region decides nothing about it (decision 0023)', () => {
      const state = given(process)(takenIn, chosen({ region: 'atlantis' })).state();
      expect(process.canRead({ policyVersion: 1, status: 'verified', state })).toBe(false);
    });
  });

  it('in every state × every command', () => {
    // The number of times is in no row: a spec of its own says what holds behind it.
    expectTables(
      process,
      (state) =>
        state.status === 'none' ? state : { ...state, relationsSaid: 0, calendarsChosen: 0, profilesChosen: 0, memberRulesChosen: 0 },
      [
        {
          row: (state) => (state.status === 'none' ? 'none' : String(state.foreignRelated ?? 'not said')),
          columns: { TakeInCompany: always(takeIn), yes: always(say(true)), no: always(say(false)) },
          written: `
situation | TakeInCompany  | yes                   | no
none      | ✓              | company-unknown       | company-unknown
not said  | company-exists | ✓                     | ✓
true      | company-exists | foreign-relation-said | ✓
false     | company-exists | ✓                     | foreign-relation-said
`,
        },
        {
          row: (state) => (state.status === 'none' ? 'none' : JSON.stringify(state.calendar ?? 'none')),
          columns: {
            de: always({ type: 'ChooseCalendar', calendar: { region: 'de' } }),
            another: always({ type: 'ChooseCalendar', calendar: { storedId: 'o' } }),
          },
          written: `
situation       | de                      | another
none            | company-unknown         | company-unknown
"none"          | ✓                       | calendar-unknown
{"region":"de"} | calendar-chosen-already | calendar-unknown
`,
        },
        {
          row: (state) => (state.status === 'none' ? 'none' : (state.verification?.profile ?? 'nothing said')),
          columns: {
            strict: always({ type: 'ChooseVerificationProfile', profile: 'strict' }),
            'new faces each day': always({ type: 'ChooseVerificationProfile', profile: 'strict', faceReviewDays: 1 }),
          },
          written: `
situation    | strict                               | new faces each day
none         | company-unknown                      | company-unknown
nothing said | ✓                                    | face-review-period-invalid
strict       | verification-profile-chosen-already  | face-review-period-invalid
`,
        },
        {
          row: (state) => (state.status === 'none' ? 'none' : (state.memberRules?.off.join() ?? 'nothing said')),
          columns: {
            'no moments': always({ type: 'ChooseMemberRules', off: ['moments'] }),
            'no chat': always({ type: 'ChooseMemberRules', off: ['internal-chat'] }),
          },
          written: `
situation    | no moments                  | no chat
none         | company-unknown             | company-unknown
nothing said | ✓                           | capability-unknown
moments      | member-rules-chosen-already | capability-unknown
`,
        },
      ],
    );
  });
});
