import type { Instant } from '../decider';
import type { OpenedApproval } from './approval';

/** A key as it is about to be made: what is asked for, by a keyed name of all of it, and by whom. */
interface AskedKey {
  matterId: string;
  requester: string;
  now: Instant;
}

/**
 * Why this approval makes no such key: it is of something else, somebody else asked, or it is not approved. An approved
 * one is good until it would have lapsed. Undefined: it makes one key.
 */
export function whyNoKey(approval: OpenedApproval, { matterId, requester, now }: AskedKey): string | undefined {
  const { matter, requestedBy, status, expiresAt } = approval;
  if (matter.type !== 'operator-key' || matter.id !== matterId) return 'another-key';
  if (requestedBy !== requester) return 'another-requester';
  if (status !== 'approved') return status;
  return expiresAt !== undefined && now >= expiresAt ? 'expired' : undefined;
}
