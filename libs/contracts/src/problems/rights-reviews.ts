import { entry } from './entry';

/** Reviews of the rights in a company. */
export const rightsReviewProblems = {
  'rights-review-open': entry(
    409,
    'The company has a review that is not over',
    'Let its super admins decide what is left, or wait until endsAt; GET /v1/rights-reviews with companyId shows it.',
  ),
  'review-closed': entry(
    409,
    'The review of the rights is over',
    'Open another review with POST /v1/companies/…/rights-reviews; what nobody has decided in this one stays as it is.',
  ),
} as const;
