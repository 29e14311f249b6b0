import { refuse } from '../decider';
import { accounts, type Account } from '../account/account';
import { outcomes } from '../approval/approval';
import { code, id, optional } from '../events';
import { holdersOf, roles, type Role } from '../role/role';
import { accept, known, rule } from './conditions';
import { isLastOne } from './listing';
import { reviewedRight, type ReviewedRight } from './right';
import { isUnderWay, type KnownReview } from './rights-review';

/** What its approvals come to. */
export const outcomeRules = {
  /**
   * G13: approved, the right is kept; rejected, it ends in the same transaction. A person who has lost it meanwhile
   * needs nothing more. What nobody has decided in time stays as it is.
   */
  RecordApprovalOutcome: rule({
    origin: 'reaction',
    takes: { approvalId: id, outcome: code(...outcomes), reasonCode: optional(code()), concerns: optional(reviewedRight) },
    given: known,
    needs: ({ concerns }) => ({
      account: accounts.move(concerns?.kind === 'membership' ? concerns.accountId : undefined),
      role: roles.move(concerns?.kind === 'role' ? concerns.roleId : undefined),
    }),
    emits: ['RightKept', 'RightRemoved', 'RightGone', 'RightUndecided', 'RightsReviewEnded'],
    refuses: ['review-closed'],
    decide: ({ state, command: { approvalId, outcome, concerns }, facts }) => {
      if (outcome === 'expired' || outcome === 'withdrawn') return accept({ type: 'RightUndecided', approvalId });
      if (!isUnderWay(state)) return refuse('review-closed');
      const removed = concerns && outcome === 'rejected' ? concerns : undefined;
      const ends = isLastOne(state) ? ([{ type: 'RightsReviewEnded' }] as const) : [];
      if (removed === undefined) return accept({ type: 'RightKept', approvalId }, ...ends);
      if (!isHad(removed, state, facts)) return accept({ type: 'RightGone', approvalId }, ...ends);
      return accept({ type: 'RightRemoved', approvalId, right: removed }, ...ends);
    },
  }),
  /** The key serves this company no more, or is revoked. */
  RecordKeyEnded: rule({
    origin: 'effect',
    takes: { keyId: id },
    given: known,
    emits: ['KeyEnded'],
    decide: ({ command: { keyId } }) => accept({ type: 'KeyEnded', keyId }),
  }),
};

/** Asked under lock: a member may have left, and a role may have been taken back, since the approval was opened. */
function isHad(
  right: ReviewedRight,
  { companyId }: KnownReview,
  { account, role }: { account?: Account | undefined; role?: Role | undefined },
) {
  if (right.kind === 'membership') return account?.status === 'living' && account.memberships[companyId]?.status === 'active';
  return right.kind === 'api-key' || holdersOf(role).includes(right.principalId);
}
