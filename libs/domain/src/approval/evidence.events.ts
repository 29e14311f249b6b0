import { code, eventsOf, id, instant, list } from '../events';
import { isPending, type Approval, type PendingApproval } from './approval';
import { openRequest, requestFields, type EvidenceRequest } from './evidence';
import { postponed } from './postponing';

const whenPending = eventsOf<Approval>().from(isPending);

export const evidenceEvents = {
  /** V8: the clock stands still until the evidence has come. */
  EvidenceRequested: whenPending(requestFields, (approval, request) => ({
    ...approval,
    evidence: [...(approval.evidence ?? []), request],
  })),
  /** By reference: the vault has where each piece lies, by its kind. */
  EvidenceGiven: whenPending({ requestId: id, at: instant, kinds: list(code()) }, (approval, { requestId, at }) =>
    withEnded(approval, requestId, { as: 'given', at }),
  ),
  EvidenceRequestCancelled: whenPending({ requestId: id, at: instant, by: id }, (approval, { requestId, at }) =>
    withEnded(approval, requestId, { as: 'cancelled', at }),
  ),
};

/** X15: the clock goes on; all that was still to come is later by the length of the pause. */
function withEnded(approval: PendingApproval, requestId: string, ended: NonNullable<EvidenceRequest['ended']>): PendingApproval {
  const request = openRequest(approval);
  if (request?.requestId !== requestId) return approval;
  const evidence = [...(approval.evidence ?? []).slice(0, -1), { ...request, ended }];
  return { ...postponed(approval, request.at, ended.at), evidence };
}
