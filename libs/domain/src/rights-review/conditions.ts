import { internal } from '../decider';
import { rulesOf } from '../rule';
import { isKnown, isUnderWay, type RightsReview } from './rights-review';
import type { RightsReviewEvent } from './rights-review.events';
import type { RightsReviewPolicy } from './rights-review.policy';

const { rule, opening, anything, accept } = rulesOf<RightsReview, RightsReviewEvent, RightsReviewPolicy>();
export { accept, opening, rule };

export const known = anything.in(isKnown, internal('review-unknown'));
/** For the clock and for effects, which may come late: no caller meets this code through them. */
export const stillUnderWay = known.in(isUnderWay, internal('review-closed'));
