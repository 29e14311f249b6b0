import { internal, refuse } from '../decider';
import { defined, id, instant, optional } from '../events';
import { accept, rule, stillOpen } from './conditions';

export const approvalEndRules = {
  /** Its approval goes on by another policy: it lapses at another instant, or no more. */
  MoveApprovalEnd: rule({
    origin: 'reaction',
    takes: { approvalId: id, approvalExpiresAt: optional(instant) },
    given: stillOpen,
    emits: ['ApprovalEndMoved'],
    decide: ({ state, command: { approvalId, approvalExpiresAt } }) =>
      state.approvalId === approvalId
        ? accept({ type: 'ApprovalEndMoved', ...defined({ approvalExpiresAt }) })
        : refuse(internal('approval-not-awaited')),
  }),
};
