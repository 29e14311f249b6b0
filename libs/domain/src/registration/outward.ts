import { hidden } from '../hidden';

/**
 * R17: that a person looks at an applicant is for reviewers and operators. Everybody else is shown that it is verified,
 * as while a register is asked: neither that state nor an event tells whether Tenure knows the document.
 */
export const outward = {
  states: { manual_review: 'verifying' },
  events: {
    ReviewNeeded: hidden,
    ReviewerFound: hidden,
    ReviewEndMoved: hidden,
    ManualReviewBegan: hidden,
    ReviewOpened: hidden,
    ReviewersAwaited: hidden,
    DocumentReserved: hidden,
    IdentityReviewed: 'IdentityChecked',
    LivenessReviewed: 'LivenessChecked',
  },
} as const;
