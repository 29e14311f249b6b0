import { whyNotEnough } from '../approval/evidence-kinds';
import { internal, refuse } from '../decider';
import { code, id, instant, list, optional } from '../events';
import { accept, inTime, rule, stillOpen } from './conditions';
import { approvalOf } from './parties';
import { evidenceFields, owedEvidence, pendingApproval, type OpenRegistration } from './registration';

const isAwaited = (state: OpenRegistration, approvalId: string) => pendingApproval(state) === approvalId;
const owesEvidence = (state: OpenRegistration) => owedEvidence(state) !== undefined;

/** V8: its approval asks the applicant for more. */
export const evidenceRules = {
  RecordEvidenceRequest: rule({
    origin: 'reaction',
    takes: { approvalId: id, ...evidenceFields },
    given: stillOpen,
    emits: ['EvidenceRequested'],
    decide: ({ state, command: { approvalId, requestId, kinds, until } }) =>
      isAwaited(state, approvalId)
        ? accept({ type: 'EvidenceRequested', requestId, kinds, until })
        : refuse(internal('approval-not-awaited')),
  }),
  /** By the service of the applicant, who has no part in the review of their identity (R17). */
  GiveEvidence: rule({
    origin: 'caller',
    right: 'changeRegistration',
    takes: { requestId: id, kinds: list(code()) },
    given: inTime
      .when(owesEvidence, 'evidence-not-requested')
      .when((state, { now }) => now < owedEvidence(state)!.until, 'approval-expired'),
    needs: (_, state) => ({ approval: approvalOf(state) }),
    emits: ['EvidenceGiven'],
    refuses: ['evidence-not-requested', 'evidence-kind-unknown', 'evidence-incomplete'],
    decide: ({ state, command: { requestId, kinds } }) => {
      const owed = owedEvidence(state)!;
      if (owed.requestId !== requestId) return refuse('evidence-not-requested');
      return whyNotEnough(owed.kinds, kinds) ?? accept({ type: 'EvidenceGiven', requestId, kinds });
    },
  }),
  /** X15: the evidence has come, or is not asked for any more. */
  RecordResumption: rule({
    origin: 'reaction',
    takes: { approvalId: id, approvalExpiresAt: optional(instant) },
    given: stillOpen,
    emits: ['ApprovalResumed'],
    decide: ({ state, command: { approvalId, approvalExpiresAt } }) =>
      isAwaited(state, approvalId)
        ? accept({ type: 'ApprovalResumed', ...(approvalExpiresAt !== undefined && { approvalExpiresAt }) })
        : refuse(internal('approval-not-awaited')),
  }),
};
