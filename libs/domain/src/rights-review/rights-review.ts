import { code, count, group, id, instant, list, optional, type DataOf, type ValueOf } from '../events';

export const openedFields = {
  companyId: id,
  /** The reviews of a company are counted from 1: the next one begins when this one has ended. */
  n: count,
  requestedBy: id,
  endsAt: instant,
  remindAts: list(instant),
};

/** In this order the rights of a company are gone through. */
const sections = ['memberships', 'roles', 'keys'] as const;

/** Up to where they are gone through: within a section, by the ids of its rows. */
export const place = group({
  section: code(...sections),
  /** The account or the key up to which, or the role. */
  after: optional(id),
  /** Of the holders of that role the one up to whom. */
  holder: optional(id),
});
export type Place = ValueOf<typeof place>;
export const firstPlace: Place = { section: 'memberships' };

interface Reviewed extends DataOf<typeof openedFields> {
  /** The pages of rights that were gone through. */
  pages: number;
  /** Left out: all are gone through. */
  place?: Place;
  /** Rights that people are asked about, and those about which there is nobody to ask. */
  asked: number;
  unasked: number;
  kept: number;
  removed: number;
  /** Removed, and not had any more by then. */
  gone: number;
  /** Nobody has decided about them in time. */
  lapsed: number;
  reminded: number;
  /** Keys that lose the company, in the order of the decisions, and how many have. */
  keys: readonly string[];
  keysEnded: number;
}

/** listing → open → closed: each right is asked about, people decide, and its end reports what nobody decided. */
export type RightsReview = { status: 'none' } | OpenReview | ClosedReview;
export type OpenReview = Reviewed & { status: 'listing' | 'open' };
type ClosedReview = Reviewed & { status: 'closed' };

export type KnownReview = OpenReview | ClosedReview;
export const isKnown = (review: RightsReview): review is KnownReview => review.status !== 'none';
export const isUnderWay = (review: RightsReview): review is OpenReview => review.status === 'listing' || review.status === 'open';

/** What nobody has decided yet, or has not decided in time. */
export const undecided = ({ asked, kept, removed, gone }: KnownReview): number => asked - kept - removed - gone;
