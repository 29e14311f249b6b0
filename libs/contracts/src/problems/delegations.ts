import { entry } from './entry';

/** Delegations: who decides in whose place. */
export const delegationProblems = {
  'delegate-is-delegator': entry(
    422,
    'The delegate is the person who delegates',
    'Name another person: the one that you name is the delegator, maybe under another of their ids.',
  ),
  'delegation-period-invalid': entry(
    422,
    'The time of the delegation is not possible',
    'The unmet says why: backdated (leave from out to begin now), too-far-ahead, ends-before-it-begins, or too-long: limit says for how many days at most.',
  ),
  'delegator-not-a-member': entry(
    422,
    'The person who delegates does not belong there',
    'Send the companyId of a company to which the delegator belongs; leave it out only for somebody who holds a role of the platform.',
  ),
  'delegate-not-a-member': entry(
    422,
    'The delegate does not belong there, or is nobody who is known here',
    'Name a person of the same company by the id of their account; without a companyId, somebody who holds a role of the platform.',
  ),
  'delegation-ended': entry(409, 'The delegation is over', 'Do nothing: it holds no more. Give a new one if you still need it.'),
} as const;
