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
  'self-approval': entry(
    403,
    'Requesters cannot decide their own request, nor can their delegates',
    'Let another assignee decide. With delegationId you act for the requester by that delegation: end it first if you are to decide by yourself.',
  ),
  'delegation-chain': entry(
    403,
    'A delegate cannot delegate what is delegated to them',
    'Let the assignee of the task decide it, or delegate it again: what is delegated goes to one person and no further.',
  ),
  'task-not-delegable': entry(
    409,
    'What operators decide is delegated to nobody',
    'Decide it yourself, or leave it to another person who holds the right.',
  ),
  'task-delegated-already': entry(
    409,
    'You have already delegated this task',
    'Take it back with POST /v1/approvals/…/tasks/…/take-back before you delegate it to somebody else.',
  ),
  'task-not-delegated': entry(409, 'This task is delegated to nobody', 'Do nothing: nobody else decides it in your place by this task.'),
  'delegate-is-requester': entry(
    422,
    'The delegate has asked for this approval',
    'Name another person: requesters decide nothing of theirs.',
  ),
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
  'turn-not-reached': entry(409, 'Others are asked before you', 'Wait until the slots before yours are filled; you are told then.'),
  'stage-not-open': entry(
    409,
    'The approval has not been in this stage',
    'Send the number of the open stage or of an earlier one in returnTo, or leave it out.',
  ),
  'returns-used-up': entry(
    409,
    'The approval was returned as often as it may be',
    'Approve or reject it; limit says how often it may be returned.',
  ),
  'reason-missing': entry(
    422,
    'A rejection or a return needs a reason',
    'Send reason with a code, and add a text if you want to explain it.',
  ),
  'awaiting-evidence': entry(
    409,
    'Evidence is owed, and the clock stands still',
    'Wait for the evidence, cancel the request to go on without it, or reject. The approval shows what was asked for, and until when.',
  ),
  'evidence-requested-already': entry(
    409,
    'Somebody has asked for evidence already',
    'Wait for it, or cancel that request first; an approval waits for one at a time.',
  ),
  'evidence-not-requested': entry(409, 'No such evidence is asked for', 'Get the approval to see the request whose evidence is owed.'),
  'evidence-kind-unknown': entry(
    422,
    'There is no such kind of evidence',
    'Send the kinds that docs/rules.md lists; unmet names the others.',
  ),
  'answer-unknown': entry(
    422,
    'This matter has no such answer',
    'Approve it without the answers that unmet names: merge is for the review of an identity.',
  ),
  'answers-differ': entry(
    409,
    'Somebody has approved it with another answer',
    'Approve with the same answer, reject it, or return it, so that all decide anew.',
  ),
  'evidence-incomplete': entry(
    422,
    'Not all that was asked for is there',
    'Send a piece of each kind that the request names; unmet has those that are missing.',
  ),
  'evidence-time-invalid': entry(
    422,
    'expiresIn must be one day at least, and at most the days that limit says',
    'Send an expiresIn within this range, or leave it out.',
  ),
  'evidence-time-spent': entry(
    409,
    'The requests of this approval have stopped its clock for too long',
    'Send a shorter expiresIn, or decide with what is there; limit is how many days a further request may wait.',
  ),
  'not-a-party': entry(403, 'Only the requester and the approvers may comment', 'Let one of them write it.'),
  'requester-not-told': entry(
    409,
    'The person must not learn that people look at who they are',
    'Leave visibility out: the other reviewers read it. What the person must give, ask them for with POST /v1/approvals/…/evidence-requests.',
  ),
  'reminded-lately': entry(
    409,
    'The approvers were reminded a short time ago',
    'Wait until availableAt; they are reminded by plan besides.',
  ),
  'approver-is-the-requester': entry(409, 'Requesters cannot decide their own request', 'Name another person.'),
  'approver-acts-for-requester': entry(
    409,
    'This person acts for the requester by a delegation',
    'Name another person, or let the delegation that delegationId names end first.',
  ),
  'approver-asked-already': entry(409, 'This person has been asked already', 'Name somebody who has, and had, no task in this approval.'),
  'approver-lacks-role': entry(
    409,
    'This person does not hold the role that the slot asks for',
    'Name a holder of that role, or grant it to them first.',
  ),
  'task-unknown': entry(422, 'You have no such task in this approval', 'Send a taskId that the approval shows as yours, or leave it out.'),
  'task-taken': entry(409, 'Another approver has taken this task', 'Wait until that approver decides or releases it.'),
  'task-taken-already': entry(409, 'You have already taken this task', 'Decide it, or release it.'),
  'task-not-taken': entry(409, 'You have not taken this task', 'Do nothing: you can release only a task that you have taken.'),
  'policy-of-another-matter': entry(
    409,
    'The policy is not for this approval',
    'Send a policy of the company of the approval, or of the platform, for its type of matter: GET /v1/approval-policies lists them.',
  ),
  'policy-adopted-already': entry(409, 'The approval runs by this version already', 'Do nothing: the approval runs by this version.'),
  'policy-of-another-shape': entry(
    409,
    'A stage that has been open is another one in this version, so its decisions would be lost',
    'Store a version whose stages that unmet names have the slots, needs and rule of the approval, or let it end by its own policy.',
  ),
  'policy-in-the-past': entry(
    409,
    'By this version the approval would have lapsed or been decided already',
    'Store a version whose expiry, and whose steps that decide, lie ahead of the approval, counted from its opening.',
  ),
  'needed-in-other-slot': entry(
    409,
    'Only you can fill the other slot',
    'Decide your task in the other slot by its taskId, and leave this one to another approver.',
  ),
  'calendar-unchanged': entry(
    409,
    'Nothing of it would be counted otherwise',
    'Do nothing: no provisional date to come was counted by another calendar. Send all as dates if what was certain should be counted again too.',
  ),
} as const;
