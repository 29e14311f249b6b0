import { internal } from '../decider';
import { rulesOf } from '../rule';
import { isOpened, isPending, type Approval, type OpenedApproval } from './approval';
import type { ApprovalEvent } from './approval.events';
import { isRunning, lapsesAt } from './evidence';
import type { PoliciesByMatter } from './matters';

const { anything, ...words } = rulesOf<Approval, ApprovalEvent, PoliciesByMatter>();
export const { rule, opening, accept } = words;

export const known = anything.in(isOpened, internal('approval-unknown'));
const hasNotExpired = ({ status }: Pick<OpenedApproval, 'status'>) => status !== 'expired';

/** G13: a review of rights is over as a whole, and at its own instant. */
const isOfOpenReview = ({ matter, status, expiresAt }: OpenedApproval, { now }: { now: number }) =>
  matter.type !== 'rights-review' || (hasNotExpired({ status }) && (expiresAt === undefined || now < expiresAt));

/** P3: a decision at the 72nd hour is too late, whether or not the alarm fired. */
export const inTime = known
  .when(isOfOpenReview, 'review-closed')
  .when(hasNotExpired, 'approval-expired')
  .in(isPending, 'approval-closed')
  .when((approval, { now }) => now < (lapsesAt(approval) ?? Infinity), 'approval-expired');

/** For the clock and the waiting process, which may come late; no caller meets these codes through them. */
export const stillPending = known.when(hasNotExpired, internal('approval-expired')).in(isPending, internal('approval-closed'));

/** For what time brings: X15, while evidence is owed nothing of it comes. */
export const ticking = stillPending.when(isRunning, internal('clock-paused'));
