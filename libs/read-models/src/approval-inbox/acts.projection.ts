import { refillOfApprovalActs, type Projection } from '#event-store';

/** What each person has done with approvals. A trigger writes it with the events, whatever release decides. */
export const approvalActsProjection: Projection = {
  name: 'approval-acts',
  table: 'rm.approval_acts',
  refill: refillOfApprovalActs,
  apply: () => [],
};
