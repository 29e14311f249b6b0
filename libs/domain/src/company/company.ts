import { internal } from '../decider';
import { code, eventsOf, id, type EventOf } from '../events';
import { streamsOf } from '../needs';
import { processOfStates } from '../process';
import { rulesOf } from '../rule';
import { companyPolicies, type CompanyPolicy } from './company.policy';

export const companyKinds = ['enterprise', 'sole-trader', 'public-body'] as const;
export type CompanyKind = (typeof companyKinds)[number];

/** A company that people may join. An operator takes it in as verified; its name lies in the vault. */
export type Company = { status: 'none' } | { status: 'verified'; companyId: string; companyKind: CompanyKind };

export const companies = streamsOf<Company>('company');

const { event } = eventsOf<Company>();
const events = {
  CompanyTakenIn: event({ companyId: id, companyKind: code(...companyKinds) }, (_, { companyId, companyKind }) => ({
    status: 'verified',
    companyId,
    companyKind,
  })),
};

const { opening, accept } = rulesOf<Company, EventOf<typeof events>, CompanyPolicy>();
const rules = {
  TakeInCompany: opening({
    origin: 'caller',
    right: 'takeInCompany',
    takes: { companyId: id, companyKind: code(...companyKinds) },
    exists: internal('company-exists'),
    emits: ['CompanyTakenIn'],
    decide: ({ command: { companyId, companyKind } }) => accept({ type: 'CompanyTakenIn', companyId, companyKind }),
  }),
};

export const company = processOfStates<Company>()('company', {
  initial: { status: 'none' },
  policies: companyPolicies,
  states: { verified: 'open' },
  events,
  rules,
  columns: ({ companyId }) => ({ companyId, subjectId: companyId }),
  view: ({ companyKind }) => ({ companyKind }),
});
