import { isMatterType } from '../approval/matters';
import { defined } from '../events';
import { processOfStates } from '../process';
import { policyWith, type StoredPolicy } from './approval-policy';
import { policyEvents } from './approval-policy.events';
import { approvalPolicyPolicies } from './approval-policy.policy';
import { keepingRules } from './keeping';

/** A policy that a company or the platform has stored: nothing waits for it, and it is never over. */
export const approvalPolicy = processOfStates<StoredPolicy>()('approval-policy', {
  initial: { status: 'none' },
  policies: approvalPolicyPolicies,
  states: { enabled: 'open', disabled: 'open' },
  events: policyEvents,
  rules: keepingRules,
  knows: ({ matterType }) => isMatterType(matterType),
  columns: ({ policyId, companyId }) => defined({ companyId, subjectId: companyId ?? policyId }),
  seenBy: ({ companyId }) => ({ departments: companyId === undefined ? [] : [companyId] }),
  view: (state) => {
    const { matterType, version, content, reasonCode } = state;
    return { matterType, current: { version, policy: policyWith(state, version, content) }, ...defined({ reasonCode }) };
  },
});
