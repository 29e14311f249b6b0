import { entry } from './entry';

/** Approvals. */
export const approvalProblems = {
  'approvers-missing': entry(
    409,
    'There are not enough different approvers for this',
    'Each slot needs another person, and not the requester; unmet names the slots to add people to. For it-admin, grant the role with POST /v1/companies/…/roles and ask again. For manager, name other managers: in a new request, or for a registration in a new invite, after you withdraw it. For operator, a second person must hold that right: the installation names its first two with npm run name-operators.',
  ),
  'not-an-approver': entry(
    403,
    'You are not an approver of this approval',
    'Let one of the assignees decide; GET /v1/approvals with assignee lists the pending approvals of a person.',
  ),
  'self-approval': entry(403, 'Requesters cannot decide their own request', 'Let another assignee decide.'),
  'not-the-requester': entry(403, 'Only the requester may withdraw this approval', 'Let the requester withdraw it.'),
  'already-decided': entry(
    409,
    'You or another approver has already decided this',
    'Get the approval to see what is decided, and which tasks still wait for you or for others.',
  ),
  'approval-closed': entry(409, 'The approval is closed', 'Get the approval to see how it ended; it accepts no more decisions.'),
  'approval-expired': entry(
    409,
    'The approval has expired',
    'Ask for a new approval if you still need one; this one accepts no more decisions.',
  ),
  'reason-missing': entry(422, 'A rejection needs a reason', 'Send reason with a code, and add a text if you want to explain it.'),
  'task-unknown': entry(422, 'You have no such task in this approval', 'Send a taskId that the approval shows as yours, or leave it out.'),
  'task-taken': entry(409, 'Another approver has taken this task', 'Wait until that approver decides or releases it.'),
  'task-taken-already': entry(409, 'You have already taken this task', 'Decide it, or release it.'),
  'task-not-taken': entry(409, 'You have not taken this task', 'Do nothing: you can release only a task that you have taken.'),
  'needed-in-other-slot': entry(
    409,
    'Only you can fill the other slot',
    'Decide your task in the other slot by its taskId, and leave this one to another approver.',
  ),
} as const;
