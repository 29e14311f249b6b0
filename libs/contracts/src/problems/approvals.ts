import { entry, madeBefore } from './entry';

/** Approvals. */
export const approvals = {
  'approval-exists': madeBefore('The approval exists'),
  'approvers-missing': entry(
    409,
    'Nobody, or too few different people, could confirm this',
    'Name managers and grant the role it-admin with POST /v1/companies/…/roles, so that different people, none of them the applicant, fill every slot; then ask again.',
  ),
  'not-an-approver': entry(
    403,
    'Nothing here is yours to decide',
    'Have one of the assignees decide; GET /v1/approvals with assignee tells what waits for whom.',
  ),
  'self-approval': entry(403, 'Nobody decides what he has asked for', 'Have somebody else of the assignees decide.'),
  'not-the-requester': entry(403, 'Only who asked for it may withdraw it', 'Have the one who asked for it withdraw it.'),
  'already-decided': entry(409, 'This has been decided', 'Nothing is to be done: get the approval to see what was decided.'),
  'approval-closed': entry(409, 'The approval is closed', 'Get the approval to see how it ended; nothing more can be decided.'),
  'approval-expired': entry(
    409,
    'The approval has expired',
    'It cannot be decided any more; whatever is still wanted must be asked for again.',
  ),
  'reason-missing': entry(422, 'A rejection needs a reason', 'Give reason with a code, and a text if there is more to say.'),
  'task-unknown': entry(422, 'You have no such task here', 'Give a taskId that the approval tells as yours, or leave it out.'),
  'task-taken': entry(409, 'Somebody else has taken this', 'Wait until it is decided or released, or have the one who took it decide.'),
  'task-taken-already': entry(409, 'You have taken this already', 'Nothing is to be done: decide it, or release it.'),
  'task-not-taken': entry(409, 'You have not taken this', 'Nothing is to be done: only a task that you have taken can be released.'),
  'needed-in-other-slot': entry(
    409,
    'Nobody else could fill the other slot',
    'Decide your task in the other slot by its taskId, and leave this one to somebody else.',
  ),
} as const;
