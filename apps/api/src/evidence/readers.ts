import { dossierClosesAt, isAssignee, principalsOf, type KnownStateIn } from '#domain';
import type { ProcessState } from '#engine';
import { isOperator, placesTakenIn, viewerOf, type Authority } from '../authority/authority';
import { refusal } from '../http/refusal';

type Found = ProcessState<KnownStateIn<'approval'>>;

/** Who reads, by all their ids, and what others are answered. */
interface Reader {
  ids: readonly string[];
  otherwise: 'not-a-party' | 'not-an-approver';
}

/** P4: approvers, and who acts in their place, read what an approval holds until some days after their own decision. */
export function refuseClosed({ id, state, now, closedAt }: Found, authority: Authority, { ids: own, otherwise }: Reader): void {
  const ids = [...own, ...placesTakenIn(authority, { type: 'approval', id })];
  if (!ids.some((each) => isAssignee(state, each))) throw refusal(otherwise);
  const closesAt = dossierClosesAt(state, ids, closedAt);
  if (closesAt !== undefined && now >= closesAt) throw refusal('dossier-closed');
}

/**
 * The requester reads at any time, and so do operators; approvers while their dossier is open.
 * @returns all ids of who reads, and whether it is the requester
 */
export function partyOf(found: Found, authority: Authority): { ids: readonly string[]; isRequester: boolean } {
  const ids = principalsOf(viewerOf(authority));
  const isRequester = !isOperator(authority) && ids.includes(found.state.requestedBy);
  if (!isOperator(authority) && !isRequester) refuseClosed(found, authority, { ids, otherwise: 'not-a-party' });
  return { ids, isRequester };
}
