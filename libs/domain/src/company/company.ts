import { internal, refuse } from '../decider';
import { regionOf } from '../calendar/regions';
import { calendars } from '../calendar/stored';
import { code, defined, either, eventsOf, flag, group, id, optional, type EventOf, type ValueOf } from '../events';
import { streamsOf } from '../needs';
import { processOfStates } from '../process';
import { rulesOf } from '../rule';
import { companyPolicies, type CompanyPolicy } from './company.policy';
import { inOrder, isSameRules, memberRuleFields, unknownAmong, type MemberRules } from './member-rules';
import { isReviewPeriod, isSameProfile, profileFields, profileOf, reviewPeriod, type ChosenProfile } from './verification-profile';

export const companyKinds = ['enterprise', 'sole-trader', 'public-body'] as const;
export type CompanyKind = (typeof companyKinds)[number];

/**
 * A company that people may join. An operator takes it in as verified; its name lies in the vault. `foreignRelated`:
 * whether foreign staff may join it; missing where no operator has said so.
 */
export type Company = { status: 'none' } | TakenIn;
interface TakenIn {
  status: 'verified';
  companyId: string;
  companyKind: CompanyKind;
  foreignRelated?: boolean;
  /** How often it was said whether foreign staff may join. */
  relationsSaid?: number;
  /** R16: by which its working days are counted. None: by that of the platform. */
  calendar?: ChosenCalendar;
  /** How often it has chosen one. */
  calendarsChosen?: number;
  /** X6, X18: what its people have to prove. None: the profile `standard`. */
  verification?: ChosenProfile;
  profilesChosen?: number;
  /** R22: what its people may do less than elsewhere. None: nothing is less. */
  memberRules?: MemberRules;
  /** Their version: how often they were chosen. */
  memberRulesChosen?: number;
}
/** A region's calendar, or one that is stored: the company's own or one of the platform. */
const chosen = either(group({ region: code() }), group({ storedId: id }));
export type ChosenCalendar = ValueOf<typeof chosen>;

const isTakenIn = (company: Company): company is TakenIn => company.status !== 'none';

export const companies = streamsOf<Company>('company');

const { event, from } = eventsOf<Company>();
const events = {
  CompanyTakenIn: event({ companyId: id, companyKind: code(...companyKinds) }, (_, { companyId, companyKind }) => ({
    status: 'verified',
    companyId,
    companyKind,
  })),
  ForeignRelationSaid: from(isTakenIn)({ foreignRelated: flag }, (state, { foreignRelated }) => ({
    ...state,
    foreignRelated,
    relationsSaid: (state.relationsSaid ?? 0) + 1,
  })),
  CalendarChosen: from(isTakenIn)({ calendar: chosen }, (state, { calendar }) => ({
    ...state,
    calendar,
    calendarsChosen: (state.calendarsChosen ?? 0) + 1,
  })),
  VerificationProfileChosen: from(isTakenIn)(profileFields, (state, verification) => ({
    ...state,
    verification,
    profilesChosen: (state.profilesChosen ?? 0) + 1,
  })),
  MemberRulesChosen: from(isTakenIn)(memberRuleFields, (state, memberRules) => ({
    ...state,
    memberRules,
    memberRulesChosen: (state.memberRulesChosen ?? 0) + 1,
  })),
};

const { rule, opening, anything, accept } = rulesOf<Company, EventOf<typeof events>, CompanyPolicy>();
const rules = {
  TakeInCompany: opening({
    origin: 'caller',
    right: 'takeInCompany',
    takes: { companyId: id, companyKind: code(...companyKinds), foreignRelated: optional(flag) },
    exists: internal('company-exists'),
    emits: ['CompanyTakenIn', 'ForeignRelationSaid'],
    decide: ({ command: { companyId, companyKind, foreignRelated } }) => {
      const takenIn = { type: 'CompanyTakenIn', companyId, companyKind } as const;
      return foreignRelated === undefined ? accept(takenIn) : accept(takenIn, { type: 'ForeignRelationSaid', foreignRelated });
    },
  }),
  /** R9: an operator says it when they take the company in, or later. What was said may change. */
  SayForeignRelation: rule({
    origin: 'caller',
    right: 'manageCompany',
    takes: { foreignRelated: flag },
    given: anything.in(isTakenIn, internal('company-unknown')),
    atMost: { times: ({ foreignRelations }) => foreignRelations, soFar: ({ relationsSaid = 0 }) => relationsSaid },
    emits: ['ForeignRelationSaid'],
    refuses: ['foreign-relation-said'],
    decide: ({ state, command: { foreignRelated } }) =>
      state.foreignRelated === foreignRelated ? refuse('foreign-relation-said') : accept({ type: 'ForeignRelationSaid', foreignRelated }),
  }),
  /** R16: what is counted from now on is counted by it; what was counted before stays. */
  ChooseCalendar: rule({
    origin: 'caller',
    right: 'chooseCalendar',
    takes: { calendar: chosen },
    given: anything.in(isTakenIn, internal('company-unknown')),
    needs: ({ calendar }) => ({ stored: calendars.read('storedId' in calendar ? calendar.storedId : undefined) }),
    atMost: { times: ({ calendarChoices }) => calendarChoices, soFar: ({ calendarsChosen = 0 }) => calendarsChosen },
    emits: ['CalendarChosen'],
    refuses: ['calendar-unknown', 'calendar-chosen-already'],
    decide: ({ state, command: { calendar }, facts: { stored } }) => {
      // Of another company's calendar nobody learns that it is there.
      const isOurs = stored?.status === 'kept' && (stored.companyId === undefined || stored.companyId === state.companyId);
      if ('region' in calendar ? regionOf(calendar.region) === undefined : !isOurs) return refuse('calendar-unknown');
      return isSame(state.calendar, calendar) ? refuse('calendar-chosen-already') : accept({ type: 'CalendarChosen', calendar });
    },
  }),
  /** X6, X18, X28, X29: what is granted and asked from now on follows it; roles that were granted before stay. */
  ChooseVerificationProfile: rule({
    origin: 'caller',
    right: 'chooseVerificationProfile',
    takes: profileFields,
    given: anything.in(isTakenIn, internal('company-unknown')),
    atMost: { times: ({ profileChoices }) => profileChoices, soFar: ({ profilesChosen = 0 }) => profilesChosen },
    emits: ['VerificationProfileChosen'],
    refuses: ['verification-profile-chosen-already', 'face-review-period-invalid'],
    decide: ({ state, command: { profile, faceRequired, adminLevel, faceReviewDays, foreignNumberReview, oneMessenger } }) => {
      if (!isReviewPeriod(faceReviewDays)) return refuse('face-review-period-invalid', reviewPeriod);
      const chosenNow = { profile, ...defined({ faceRequired, adminLevel, faceReviewDays, foreignNumberReview, oneMessenger }) };
      if (isSameProfile(state.verification, chosenNow)) return refuse('verification-profile-chosen-already');
      return accept({ type: 'VerificationProfileChosen', ...chosenNow });
    },
  }),
  /** R22, G5: they bound its people from now on, and nobody who has left. Each choice is a version of its own. */
  ChooseMemberRules: rule({
    origin: 'caller',
    right: 'chooseMemberRules',
    takes: memberRuleFields,
    given: anything.in(isTakenIn, internal('company-unknown')),
    atMost: { times: ({ memberRuleChoices }) => memberRuleChoices, soFar: ({ memberRulesChosen = 0 }) => memberRulesChosen },
    emits: ['MemberRulesChosen'],
    refuses: ['capability-unknown', 'member-rules-chosen-already'],
    decide: ({ state, command: { off, contactsMax, contactAddsPerDay } }) => {
      const unmet = unknownAmong(off);
      if (unmet.length > 0) return refuse('capability-unknown', { unmet });
      const rules = inOrder({ off, ...defined({ contactsMax, contactAddsPerDay }) });
      return isSameRules(state.memberRules, rules)
        ? refuse('member-rules-chosen-already')
        : accept({ type: 'MemberRulesChosen', ...rules });
    },
  }),
};

const isSame = (a: ChosenCalendar | undefined, b: ChosenCalendar): boolean => a !== undefined && wordOf(a) === wordOf(b);
const wordOf = (calendar: ChosenCalendar): string => ('region' in calendar ? calendar.region : calendar.storedId);

export const company = processOfStates<Company>()('company', {
  initial: { status: 'none' },
  policies: companyPolicies,
  states: { verified: 'open' },
  events,
  rules,
  /** A newer release may have more regions. */
  knows: ({ calendar }) => calendar === undefined || 'storedId' in calendar || regionOf(calendar.region) !== undefined,
  columns: ({ companyId }) => ({ companyId, subjectId: companyId }),
  seenBy: ({ companyId }) => ({ departments: [companyId] }),
  view: ({ companyKind, foreignRelated, calendar, verification, memberRules, memberRulesChosen }) => ({
    companyKind,
    ...defined({
      foreignRelated,
      calendar,
      verification: verification && profileOf(verification),
      memberRules: memberRules && { ...memberRules, version: memberRulesChosen },
    }),
  }),
});
