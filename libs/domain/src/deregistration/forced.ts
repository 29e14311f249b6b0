import { internal, refuse } from '../decider';
import { accounts } from '../account/account';
import { id } from '../events';
import { rulesOf } from '../rule';
import { forcedFields, type Deregistration } from './deregistration';
import type { DeregistrationEvent } from './deregistration.events';
import { coolingOffEnd, reminderInstants, type DeregistrationPolicy } from './deregistration.policy';

const { opening, accept } = rulesOf<Deregistration, DeregistrationEvent, DeregistrationPolicy>();

export const forcedRules = {
  /**
   * Our choice: two operators end an account together, for a reason. The owner hears of it, and may undo it in the same
   * time as their own request; nothing is asked of them before (D9).
   */
  ForceDeregistration: opening({
    origin: 'reaction',
    takes: { accountId: id, ...forcedFields },
    exists: internal('deregistration-exists'),
    needs: ({ accountId }) => ({ account: accounts.move(accountId) }),
    emits: ['DeregistrationRequested'],
    refuses: ['account-not-active', 'deregistration-pending'],
    decide: ({ command: { accountId, approvalId, requestedBy, reasonCode }, facts: { account }, now, policy }) => {
      if (account?.status !== 'living') return refuse('account-not-active');
      if (account.frozenBy !== undefined) return refuse('deregistration-pending');
      const { subjectId, phoneId } = account;
      const coolingOffEndsAt = coolingOffEnd(now, policy);
      const reminderAts = reminderInstants(coolingOffEndsAt, policy);
      const forced = { approvalId, requestedBy, reasonCode };
      return accept({ type: 'DeregistrationRequested', accountId, subjectId, phoneId, coolingOffEndsAt, reminderAts, forced });
    },
  }),
};
