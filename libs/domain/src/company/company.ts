import { accept, refuse, timeless, type Decision, type Process } from '../decider';
import { companyPolicy } from './company.policy';

export const companyKinds = ['enterprise', 'sole-trader', 'public-body'] as const;
export type CompanyKind = (typeof companyKinds)[number];

/** A company that people may join. Taken in as verified by an operator; its name lies in the vault. */
export type CompanyEvent = { type: 'CompanyTakenIn'; companyId: string; companyKind: CompanyKind };

export type Company = { status: 'none' } | { status: 'verified'; companyId: string; companyKind: CompanyKind };

export type CompanyCommand = { type: 'TakeInCompany'; companyId: string; companyKind: CompanyKind };

const evolve = (_: Company, { companyId, companyKind }: CompanyEvent): Company => ({ status: 'verified', companyId, companyKind });

const decide = (company: Company, { companyId, companyKind }: CompanyCommand): Decision<CompanyEvent> =>
  company.status === 'none' ? accept({ type: 'CompanyTakenIn', companyId, companyKind }) : refuse('company-exists');

export const company: Process<Company, CompanyEvent, CompanyCommand> = {
  ...timeless,
  type: 'company',
  policyVersion: () => companyPolicy.version,
  initial: { status: 'none' },
  evolve,
  decide,
  needs: () => ({}),
  origins: { TakeInCompany: 'caller' },
  status: ({ status }) => status,
  columns: (state) => (state.status === 'none' ? {} : { companyId: state.companyId, subjectId: state.companyId }),
  view: (state) => (state.status === 'none' ? {} : { companyKind: state.companyKind }),
};
