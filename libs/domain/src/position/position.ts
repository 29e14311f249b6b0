import { accept, refuse, timeless, type Decision, type Process } from '../decider';
import type { Company } from '../company/company';
import { companyPolicy } from '../company/company.policy';

/** R6: a position of a company's preset library. `template` names the rights it brings (G4); its title lies in the vault. */
export type PositionEvent = { type: 'PositionAdded'; companyId: string; positionId: string; template: string; autoApprove: boolean };

export type Position =
  { status: 'none' } | { status: 'offered'; companyId: string; positionId: string; template: string; autoApprove: boolean };

export type PositionCommand = { type: 'AddPosition'; companyId: string; positionId: string; template: string; autoApprove: boolean };

/** `company`: whose library it is. */
export interface PositionFacts {
  company?: Company;
}

const evolve = (_: Position, { type: _type, ...position }: PositionEvent): Position => ({ status: 'offered', ...position });

function decide(position: Position, { type: _type, ...added }: PositionCommand, { company }: PositionFacts): Decision<PositionEvent> {
  if (company?.status !== 'verified') return refuse('company-not-verified');
  return position.status === 'none' ? accept({ type: 'PositionAdded', ...added }) : refuse('position-exists');
}

export const position: Process<Position, PositionEvent, PositionCommand, PositionFacts> = {
  ...timeless,
  type: 'position',
  policyVersion: () => companyPolicy.version,
  initial: { status: 'none' },
  evolve,
  decide,
  needs: ({ companyId }) => ({ company: { need: 'stream', process: 'company', id: companyId, mode: 'read' } }),
  origins: { AddPosition: 'caller' },
  status: ({ status }) => status,
  columns: (state) => (state.status === 'none' ? {} : { companyId: state.companyId, subjectId: state.companyId }),
  view: (state) =>
    state.status === 'none' ? {} : { positionId: state.positionId, template: state.template, autoApprove: state.autoApprove },
};
