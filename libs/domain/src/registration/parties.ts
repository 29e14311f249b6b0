import { accounts } from '../account/account';
import { approvals } from '../approval/approval';
import { expiry } from '../approval/approval.policy';
import { policyFor, type MatterType } from '../approval/matters';
import type { Instant } from '../decider';
import { defined } from '../events';
import { invites } from '../invite/invite';
import { roles } from '../role/role';
import { applicantAccount, isOpen, type KnownRegistration } from './registration';

/** The account that an open registration opens or joins; one that is over moves nothing any more. */
export const accountOf = (state: KnownRegistration) => accounts.move(isOpen(state) ? applicantAccount(state) : undefined);

export const inviteOf = (state: KnownRegistration) => invites.move(isOpen(state) ? state.joining?.inviteId : undefined);

/** The approval that decides now or has decided last. */
export const approvalOf = (state: KnownRegistration) => approvals.move(isOpen(state) ? state.approvalId : undefined);

/** What an event records of the approval that it opens: the same policy gives both the same end. */
export const asked = (type: MatterType, approvalId: string, now: Instant) => ({
  approvalId,
  ...defined({ approvalExpiresAt: expiry(now, policyFor(type)) }),
});

/** The approval that is to be opened, and the role whose holders it will ask; nothing where none is. */
export const asking = ({ roleStreams }: KnownRegistration, role: string, approvalId: string | undefined) => ({
  approval: approvals.move(approvalId),
  reviewers: roles.read(approvalId === undefined ? undefined : roleStreams[role]),
});
