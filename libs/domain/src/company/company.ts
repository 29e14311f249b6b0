import { internal, refuse } from '../decider';
import { regionOf } from '../calendar/regions';
import { calendars } from '../calendar/stored';
import { code, defined, either, eventsOf, flag, group, id, optional, type DataOf, type EventOf, type ValueOf } from '../events';
import { streamsOf } from '../needs';
import { processOfStates } from '../process';
import { proofProfiles } from '../registration/registration.policy';
import { rulesOf } from '../rule';
import { companyPolicies, type CompanyPolicy } from './company.policy';

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
  /** X16, X18: what it demands of applicants. None: what the profile `standard` does. */
  proofs?: DataOf<typeof proofs>;
  /** How often it has said so. */
  proofsDemanded?: number;
}
/** X18: `profile` says how doubts are met. X16: `face`: every applicant shows their face, whatever the profile. */
const proofs = { profile: code(...proofProfiles), face: flag };
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
  ProofsDemanded: from(isTakenIn)(proofs, (state, demanded) => ({
    ...state,
    proofs: demanded,
    proofsDemanded: (state.proofsDemanded ?? 0) + 1,
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
  /** X16, X18: for registrations that are opened from now on; what runs keeps what was demanded when it was opened. */
  DemandProofs: rule({
    origin: 'caller',
    right: 'demandProofs',
    takes: proofs,
    given: anything.in(isTakenIn, internal('company-unknown')),
    atMost: { times: ({ proofDemands }) => proofDemands, soFar: ({ proofsDemanded = 0 }) => proofsDemanded },
    emits: ['ProofsDemanded'],
    refuses: ['proofs-demanded-already'],
    decide: ({ state: { proofs: before }, command: { profile, face } }) =>
      before?.profile === profile && before.face === face
        ? refuse('proofs-demanded-already')
        : accept({ type: 'ProofsDemanded', profile, face }),
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
  view: ({ companyKind, foreignRelated, calendar, proofs: demanded }) => ({
    companyKind,
    ...defined({ foreignRelated, calendar, proofs: demanded }),
  }),
});
