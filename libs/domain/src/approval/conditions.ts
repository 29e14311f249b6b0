import { internal } from '../decider';
import { rulesOf } from '../rule';
import { isOpened, isPending, type Approval, type OpenedApproval } from './approval';
import type { ApprovalEvent } from './approval.events';
import type { PoliciesByMatter } from './matters';

const { anything, ...words } = rulesOf<Approval, ApprovalEvent, PoliciesByMatter>();
export const { rule, opening, accept } = words;

export const known = anything.in(isOpened, internal('approval-unknown'));
const hasNotExpired = ({ status }: OpenedApproval) => status !== 'expired';

/** P3: a decision at the 72nd hour is too late, whether or not the alarm fired. */
export const inTime = known
  .when(hasNotExpired, 'approval-expired')
  .in(isPending, 'approval-closed')
  .when(({ expiresAt }, { now }) => expiresAt === undefined || now < expiresAt, 'approval-expired');

/** For the clock and the waiting process, which may come late; no caller meets these codes through them. */
export const stillPending = known.when(hasNotExpired, internal('approval-expired')).in(isPending, internal('approval-closed'));
