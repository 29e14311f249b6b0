import { count, eventsOf, id, optional, type EventOf } from '../events';
import { reviewedRight } from './right';
import { firstPlace, isKnown, isUnderWay, openedFields, place, type OpenReview, type Place, type RightsReview } from './rights-review';

const { event, from } = eventsOf<RightsReview>();
const known = from(isKnown);
const underWay = from(isUnderWay);

const nothingYet = { pages: 0, asked: 0, unasked: 0, kept: 0, removed: 0, gone: 0, lapsed: 0, reminded: 0, keys: [], keysEnded: 0 };
const decided = { approvalId: id };

export const rightsReviewEvents = {
  RightsReviewOpened: event(openedFields, (_, opened) => ({ status: 'listing', ...opened, place: firstPlace, ...nothingYet })),
  /** One page: how many are asked about, and up to where the rights are gone through. Without a place that is all. */
  RightsListed: underWay({ page: count, asked: count, unasked: count, place: optional(place) }, listed, { minor: true }),
  RightKept: known(decided, (review) => ({ ...review, kept: review.kept + 1 }), { minor: true }),
  /** It ends with this event: by the reaction that it causes, or, of a key, by an effect. */
  RightRemoved: known(
    { ...decided, right: reviewedRight },
    (review, { right }) => ({
      ...review,
      removed: review.removed + 1,
      keys: right.kind === 'api-key' ? [...review.keys, right.keyId] : review.keys,
    }),
    { minor: true },
  ),
  /** The decision was to remove it, and it was not had any more. */
  RightGone: known(decided, (review) => ({ ...review, gone: review.gone + 1 }), { minor: true }),
  RightUndecided: known(decided, (review) => ({ ...review, lapsed: review.lapsed + 1 }), { minor: true }),
  KeyEnded: known({ keyId: id }, (review) => ({ ...review, keysEnded: review.keysEnded + 1 }), { minor: true }),
  ReviewersReminded: underWay({ n: count }, (review, { n }) => ({ ...review, reminded: n }), { minor: true }),
  RightsReviewEnded: underWay({}, (review) => ({ ...review, status: 'closed' })),
};
export type RightsReviewEvent = EventOf<typeof rightsReviewEvents>;

function listed(review: OpenReview, page: { page: number; asked: number; unasked: number; place?: Place }): OpenReview {
  const { place: _before, ...rest } = review;
  const counts = { pages: page.page, asked: review.asked + page.asked, unasked: review.unasked + page.unasked };
  return page.place === undefined ? { ...rest, ...counts, status: 'open' } : { ...rest, ...counts, place: page.place };
}
