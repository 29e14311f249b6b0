import { entry, madeBefore } from './entry';

/** Companies, their positions, roles and invites. */
export const companies = {
  'invite-exists': madeBefore('The invite exists'),
  'company-exists': madeBefore('The company exists'),
  'company-not-verified': entry(
    409,
    'The company is not verified',
    'Have the company verified and taken in with POST /v1/companies first.',
  ),
  'position-exists': entry(409, 'The company has this position already', 'Use the position as it is, or another positionId.'),
  'position-unknown': entry(
    422,
    'The company has no such position',
    'Give a positionId that was added with POST /v1/companies/…/positions of this company.',
  ),
  'role-unknown': entry(422, 'There is no such role there', 'Give a role of a company here, and one of the platform on its own route.'),
  'role-held-already': entry(409, 'This person holds the role already', 'Nothing is to be done: the person has the role.'),
  'invite-period-invalid': entry(
    422,
    'An invite is good for more than nothing and for at most limit days',
    'Give an expiresIn of more than nothing and at most limit days, or leave it out.',
  ),
  'invite-invalid': entry(
    422,
    'The invite is not good',
    'Ask the company for a new invite and give its code; each is good for one person.',
  ),
  'invite-expired': entry(410, 'The invite has expired', 'Ask the company for a new invite and give its code.'),
} as const;
