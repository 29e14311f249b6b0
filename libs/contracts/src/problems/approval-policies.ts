import { entry } from './entry';

/** Policies of approvals that a company or the platform has stored. */
export const policyProblems = {
  'policy-stored-already': entry(
    409,
    'There is a policy for this matter already',
    'Get it with GET /v1/approval-policies, and store the next version with POST /v1/approval-policies/…/versions.',
  ),
  'policy-invalid': entry(
    422,
    'The policy cannot be stored as it is',
    'Correct each place that errors names, by its path in the request, and send the policy again; nothing was stored.',
  ),
  'policy-disabled': entry(409, 'The policy is disabled', 'Enable it with POST /v1/approval-policies/…/enabling if it should hold again.'),
  'policy-enabled': entry(409, 'The policy is enabled', 'Do nothing: approvals of this matter are opened by it.'),
} as const;
