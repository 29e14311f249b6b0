import { accounts } from '../account/account';
import { approvals } from '../approval/approval';
import { expiry } from '../approval/approval.policy';
import type { MatterType } from '../approval/matters';
import { policiesAsked, policyInForce, type PolicyFacts } from '../approval-policy/choice';
import type { Instant } from '../decider';
import { defined } from '../events';
import { invites } from '../invite/invite';
import { calendars, platformCalendar } from '../calendar/stored';
import { identityReviewer, roles } from '../role/role';
import { applicantAccount, heldInvite, isOpen, type KnownRegistration } from './registration';

/** The account that an open registration opens or joins; one that is over moves nothing any more. */
export const accountOf = (state: KnownRegistration) => accounts.move(isOpen(state) ? applicantAccount(state) : undefined);

export const inviteOf = (state: KnownRegistration) => invites.move(isOpen(state) ? heldInvite(state) : undefined);

/** The approval that decides now or has decided last. */
export const approvalOf = (state: KnownRegistration) => approvals.move(isOpen(state) ? state.approvalId : undefined);

/** What an event records of the approval that it opens: the same policy gives both the same end. */
export const asked = (
  { roleStreams }: KnownRegistration,
  { type, approvalId, now, facts }: { type: MatterType; approvalId: string; now: Instant; facts: PolicyFacts },
) => ({
  approvalId,
  ...defined({ approvalExpiresAt: expiry(now, policyInForce(facts, type, roleStreams)) }),
});

/**
 * The approval that is to be opened, the policies that may be its own, and the role whose holders the built-in one
 * asks; nothing where none is opened.
 */
export const asking = (state: KnownRegistration, of: Asking) => ({
  ...partiesAsked(state, of),
  ...(of.approvalId === undefined ? noPolicies : policiesAsked(of.type === 'registration' ? state.joining?.companyId : undefined, of.type)),
});

interface Asking {
  type: MatterType;
  role: string;
  approvalId: string | undefined;
}

/** The same without the policies. */
export const partiesAsked = ({ roleStreams }: KnownRegistration, { role, approvalId }: Asking) => ({
  approval: approvals.move(approvalId),
  reviewers: roles.read(approvalId === undefined ? undefined : roleStreams[role]),
});
const noPolicies = { companyPolicy: undefined, platformPolicy: undefined };

/** The same of a review, whose working days are those of the platform (R16). */
export const askingReviewers = (state: KnownRegistration, reviewId: string | undefined) => ({
  ...asking(state, { type: 'identity-review', role: identityReviewer, approvalId: reviewId }),
  ofPlatform: calendars.read(reviewId === undefined ? undefined : platformCalendar.storedId),
});
