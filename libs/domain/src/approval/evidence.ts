import type { Instant } from '../decider';
import { code, id, instant, list, type DataOf } from '../events';

/** V8: what an approver asks the requester for, by kinds. `until`: then the approval lapses if it has not come. */
export const requestFields = { requestId: id, by: id, kinds: list(code()), at: instant, until: instant };

export interface EvidenceRequest extends DataOf<typeof requestFields> {
  /** How it ended. None: the evidence is still owed. */
  ended?: { as: 'given' | 'cancelled'; at: Instant };
}

interface Asked {
  evidence?: readonly EvidenceRequest[];
}

/** The request whose evidence is owed now: as long as there is one, the clock stands still. */
export function openRequest({ evidence = [] }: Asked): EvidenceRequest | undefined {
  const newest = evidence.at(-1);
  return newest?.ended ? undefined : newest;
}

export const isPaused = (approval: Asked): boolean => openRequest(approval) !== undefined;
export const isRunning = (approval: Asked): boolean => !isPaused(approval);

/** How long the clock has stood still since then, in pauses that are over: what is counted anew must add it. */
export const pausedSince = ({ evidence = [] }: Asked, since: Instant): number =>
  evidence.reduce((sum, { at, ended }) => sum + (ended ? Math.max(0, ended.at - Math.max(at, since)) : 0), 0);

export const pausedFor = (approval: Asked): number => pausedSince(approval, 0);

/** The instant that the clock of the approval shows: during a pause that of its beginning. */
export const clockOf = (approval: Asked, now: Instant): Instant => openRequest(approval)?.at ?? now;

/** The instant at which it lapses unless somebody acts: during a pause the end of the request. */
export const lapsesAt = (approval: Asked & { expiresAt?: Instant }): Instant | undefined =>
  openRequest(approval)?.until ?? approval.expiresAt;

/** The end of its time, also of one that ended during a pause. */
export function endOfTime(approval: Asked & { expiresAt?: Instant }): Instant | undefined {
  const { expiresAt } = approval;
  return expiresAt === undefined ? undefined : Math.max(expiresAt, openRequest(approval)?.until ?? expiresAt);
}
