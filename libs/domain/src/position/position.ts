import { refuse } from '../decider';
import { companies } from '../company/company';
import { companyPolicies, type CompanyPolicy } from '../company/company.policy';
import { code, eventsOf, flag, id, type DataOf, type EventOf } from '../events';
import { streamsOf } from '../needs';
import { processOfStates } from '../process';
import { rulesOf } from '../rule';

const fieldsOfPosition = { companyId: id, positionId: code(), template: code(), autoApprove: flag };
type Offer = DataOf<typeof fieldsOfPosition>;

/**
 * R6: a position of a company's preset library. `template` names the rights it brings (G4); its title lies in the
 * vault.
 */
export type Position = { status: 'none' } | ({ status: 'offered' } & Offer);

export const positions = streamsOf<Position>('position');

const { event } = eventsOf<Position>();
const events = { PositionAdded: event(fieldsOfPosition, (_, added) => ({ status: 'offered', ...added })) };

const { opening, accept } = rulesOf<Position, EventOf<typeof events>, CompanyPolicy>();
const rules = {
  AddPosition: opening({
    origin: 'caller',
    right: 'keepPositions',
    takes: fieldsOfPosition,
    needs: ({ companyId }) => ({ company: companies.read(companyId) }),
    emits: ['PositionAdded'],
    refuses: ['company-not-verified', 'position-exists'],
    decide: ({ state, command: { companyId, positionId, template, autoApprove }, facts: { company } }) => {
      if (company?.status !== 'verified') return refuse('company-not-verified');
      if (state.status !== 'none') return refuse('position-exists');
      return accept({ type: 'PositionAdded', companyId, positionId, template, autoApprove });
    },
  }),
};

export const position = processOfStates<Position>()('position', {
  initial: { status: 'none' },
  policies: companyPolicies,
  states: { offered: 'open' },
  events,
  rules,
  columns: ({ companyId }) => ({ companyId, subjectId: companyId }),
  seenBy: ({ companyId }) => ({ departments: [companyId] }),
  view: ({ positionId, template, autoApprove }) => ({ positionId, template, autoApprove }),
});
