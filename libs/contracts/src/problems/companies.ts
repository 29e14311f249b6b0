import { entry } from './entry';

/** Companies, their positions, roles and invites. */
export const companyProblems = {
  'company-not-verified': entry(409, 'The company is not verified', 'Verify the company and register it with POST /v1/companies first.'),
  'company-not-foreign-related': entry(
    403,
    'The company does not take foreign staff',
    'Ask the company for another way in: it is not foreign-related. An operator can say otherwise with POST /v1/companies/…/foreign-relation.',
  ),
  'foreign-relation-said': entry(409, 'The company says this already', 'Do nothing: the company has this value.'),
  'verification-profile-chosen-already': entry(409, 'The company asks for just this already', 'Do nothing: the company has this profile.'),
  'face-review-period-invalid': entry(
    422,
    'faceReviewDays must lie within the days that the answer says',
    'Send a number from atLeast to limit, or leave it out.',
  ),
  'capability-unknown': entry(
    422,
    'A company cannot turn this off',
    'The unmet names the words: send capabilities of GET /v1/accounts/…/capabilities, and not the chat by which people are reached.',
  ),
  'member-rules-chosen-already': entry(409, 'The company has just these rules already', 'Do nothing: they hold.'),
  'position-exists': entry(
    409,
    'The company already has this position',
    'Use the position as it is, or another positionId: a retired one does not come back.',
  ),
  'position-unknown': entry(
    422,
    'The company has no such position',
    'Send a positionId that GET /v1/companies/…/positions lists as offered.',
  ),
  'position-retired': entry(
    409,
    'The position of the invite is offered no more',
    'Ask the company for a new invite. Where the registration is open already, send the positionId of another position of the company.',
  ),
  'position-retired-already': entry(409, 'The position is retired already', 'Do nothing: nobody can come by this position.'),
  'operators-named': entry(
    409,
    'The platform has its first operators',
    'Let an operator ask for further ones with POST /v1/platform-grants; a second operator approves.',
  ),
  'department-unknown': entry(
    422,
    'The company has no such department',
    'Send the id of a department of this company, as GET /v1/companies/…/departments lists them.',
  ),
  'department-not-invited': entry(
    422,
    'The invite is for another department',
    'Leave departmentId out: the person comes into the department of the invite, and an administrator can move them afterwards.',
  ),
  'host-org-unknown': entry(
    422,
    'The person cannot work in this company',
    'Leave hostOrg out, or send the id of the company that the invite leads to: rights come from it, and from no other.',
  ),
  'employer-org-unknown': entry(
    422,
    'The employer is not known here',
    'Send the id of a company that has been taken in with POST /v1/companies, or leave employerOrg out.',
  ),
  'employer-is-host': entry(
    422,
    'The employer is the company that the person joins',
    'Leave employerOrg out: whom the company itself employs is not dispatched.',
  ),
  'group-full': entry(
    409,
    'The group has as many members as it may have',
    'Take somebody out of it, or make another group; limit is the number.',
  ),
  'person-has-left': entry(
    409,
    'The person has left the company',
    'Invite the person again, or choose somebody else: a role is no way back into a company.',
  ),
  'role-held-already': entry(409, 'This person already has the role', 'Do nothing: the person has the role.'),
  'role-not-held': entry(409, 'This person does not have the role', 'Do nothing: the person has no such role.'),
  'last-holder': entry(
    409,
    'Nobody else who can act holds this right over the platform',
    'Let two operators give the right to another person with POST /v1/platform-grants, then repeat the call with a new Idempotency-Key.',
  ),
  'admin-transfer-required': entry(
    409,
    'The company would be without a super admin',
    'Grant another person the role super-admin with POST /v1/companies/…/roles, then repeat the call with a new Idempotency-Key.',
  ),
  'invite-period-invalid': entry(
    422,
    'expiresIn must be longer than zero and at most the days that limit says',
    'Send an expiresIn within this range, or leave it out.',
  ),
  'invite-invalid': entry(
    422,
    'The invite is not valid',
    'Ask the company for a new invite and send its code; each invite admits one person.',
  ),
  'invite-revoked': entry(
    410,
    'The invite does not work any more',
    'Ask the company for a new invite: it has taken this one back or sent another one, or the administrator who issued it may invite nobody any more.',
  ),
  'invite-revoked-already': entry(409, 'The invite has been taken back already', 'Do nothing: nobody can come by this invite.'),
  'invite-in-use': entry(
    409,
    'Somebody is on their way by this invite',
    'They come back by the code that they have, and the same number. If it is somebody else, take the invite back with POST …/revocation, which ends that registration, and issue another one.',
  ),
  'invite-spent': entry(
    409,
    'Somebody is a member by this invite',
    'End the membership with POST /v1/accounts/…/memberships/…/end, if the person is not to be a member.',
  ),
  'invite-expired': entry(410, 'The invite has expired', 'Ask the company for a new invite and send its code.'),
} as const;
