import { entry } from './entry';

/** Cases by which accounts prove who their people are. */
export const verificationProblems = {
  'method-unknown': entry(422, 'There is no such method', 'Send one of the methods that unmet names.'),
  'method-not-available': entry(
    422,
    'This method is for numbers of mainland China only',
    'Send another method: passport or residence-permit are for everybody.',
  ),
  'verification-pending': entry(
    409,
    'The account has an open case of this method',
    'Go on with that case, or withdraw it first: GET /v1/verification-cases with accountId shows it to those who may see it.',
  ),
  'too-many-cases': entry(
    409,
    'The account has opened as many cases of this method in 24 hours as limit says',
    'Open the next one a day later, prove it by another method, or ask for a review in the next case.',
  ),
  'case-closed': entry(409, 'The case is closed', 'Get the case to see how it ended, or open another with POST /v1/verification-cases.'),
  'case-under-way': entry(
    409,
    'A check or a review of this case is in progress',
    'Wait until the state is open again: GET /v1/verification-cases/… with Prefer: wait while it is challenged; in manual_review a person decides.',
  ),
  'attempt-of-another-method': entry(
    422,
    'The method of this case takes something else',
    'Send what unmet names, or open a case of another method; this uses no attempt.',
  ),
  'attempt-missing': entry(
    409,
    'Nobody has seen the document that this case is about',
    'Make one attempt first with what unmet names: it tells whose the document is and until when it counts. Then ask for the review again.',
  ),
  'work-proof-missing': entry(422, 'Nothing among this shows where the person works', 'Send one of the kinds that unmet names.'),
} as const;
