import { internal, refuse } from '../decider';
import { accept, rule, ticking } from './conditions';
import { waitingProcess } from './matters';

export const liftingRules = {
  /** P2, V9: the alert that alone suspended a rule was harmless: the rule approves it after all. */
  LiftSuspension: rule({
    origin: 'reaction',
    given: ticking,
    needs: (_, { matter }) => ({ matter: waitingProcess(matter) }),
    emits: ['ApprovalApproved'],
    decide: ({ state: { suspended } }) =>
      suspended?.by.every((why) => why === 'risk-alert')
        ? accept({ type: 'ApprovalApproved', decidedBy: { kind: 'rule', id: suspended.rule } })
        : refuse(internal('not-suspended')),
  }),
};
