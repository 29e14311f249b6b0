import { internal, refuse } from '../decider';
import { defined, id, instant, optional } from '../events';
import { accept, rule, stillOpen } from './conditions';
import { staysInside, type OpenRegistration } from './registration';

export const approvalEndRules = {
  /** Its approval goes on by another policy: it lapses at another instant, or no more. */
  MoveApprovalEnd: rule({
    origin: 'reaction',
    takes: { approvalId: id, approvalExpiresAt: optional(instant) },
    given: stillOpen,
    emits: ['ApprovalEndMoved', 'ReviewEndMoved'],
    decide: ({ state, command: { approvalId, approvalExpiresAt } }) =>
      state.approvalId === approvalId
        ? accept({ type: endMoved(state), ...defined({ approvalExpiresAt }) })
        : refuse(internal('approval-not-awaited')),
  }),
};

/** R17: of a review nobody else learns when it ends. */
const endMoved = (state: OpenRegistration) =>
  state.status === 'manual_review' && staysInside(state) ? ('ReviewEndMoved' as const) : ('ApprovalEndMoved' as const);
