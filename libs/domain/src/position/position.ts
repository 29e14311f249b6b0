import { internal, refuse } from '../decider';
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
 * vault. Nobody comes by a retired one any more; who has it keeps it.
 */
export type Position = { status: 'none' } | Known;
type Known = { status: 'offered' | 'retired' } & Offer;

export const positions = streamsOf<Position>('position');

const isKnown = (position: Position): position is Known => position.status !== 'none';

const { event, from } = eventsOf<Position>();
const events = {
  PositionAdded: event(fieldsOfPosition, (_, added) => ({ status: 'offered', ...added })),
  PositionRetired: from(isKnown)({}, (state) => ({ ...state, status: 'retired' })),
};

const { rule, opening, anything, accept } = rulesOf<Position, EventOf<typeof events>, CompanyPolicy>();
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
  /** Our choice: for good, also while people have it or are invited to it: its word never comes to mean another one. */
  RetirePosition: rule({
    origin: 'caller',
    right: 'keepPositions',
    given: anything.in(isKnown, internal('position-unknown')).when(({ status }) => status === 'offered', 'position-retired-already'),
    emits: ['PositionRetired'],
    decide: () => accept({ type: 'PositionRetired' }),
  }),
};

export const position = processOfStates<Position>()('position', {
  initial: { status: 'none' },
  policies: companyPolicies,
  states: { offered: 'open', retired: 'over' },
  events,
  rules,
  columns: ({ companyId }) => ({ companyId, subjectId: companyId }),
  seenBy: ({ companyId }) => ({ departments: [companyId] }),
  view: ({ positionId, template, autoApprove }) => ({ positionId, template, autoApprove }),
});
