import { internal, refuse } from '../decider';
import { code, defined, eventsOf, flag, id, optional, type EventOf } from '../events';
import { streamsOf } from '../needs';
import { processOfStates } from '../process';
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
}
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
};

export const company = processOfStates<Company>()('company', {
  initial: { status: 'none' },
  policies: companyPolicies,
  states: { verified: 'open' },
  events,
  rules,
  columns: ({ companyId }) => ({ companyId, subjectId: companyId }),
  seenBy: ({ companyId }) => ({ departments: [companyId] }),
  view: ({ companyKind, foreignRelated }) => ({ companyKind, ...defined({ foreignRelated }) }),
});
