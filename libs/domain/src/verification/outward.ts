import { hidden } from '../hidden';

/**
 * R17: that a person looks at a case is for reviewers and operators. Everybody else is shown that it is checked, as
 * while a provider is asked: after an attempt that state would tell that Tenure knows the document.
 */
export const outward = {
  states: { manual_review: 'challenged' },
  events: {
    ReviewNeeded: hidden,
    ReviewerFound: hidden,
    LateAnswerKept: hidden,
    ManualReviewBegan: hidden,
    ReviewOpened: hidden,
    ReviewersAwaited: hidden,
  },
} as const;
