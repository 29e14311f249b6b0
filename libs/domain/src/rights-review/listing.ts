import { internal, refuse } from '../decider';
import { companies } from '../company/company';
import { count, defined, optional } from '../events';
import { accept, opening, rule, stillUnderWay } from './conditions';
import { openedFields, place, undecided, type OpenReview } from './rights-review';
import { reviewEnd, reviewReminders } from './rights-review.policy';

const { companyId, n, requestedBy } = openedFields;

/** It begins, and its rights are gone through page by page. */
export const listingRules = {
  /** G13: one at a time in a company; the id says which of its reviews it is, so that two at once are the same one. */
  OpenRightsReview: opening({
    origin: 'caller',
    right: 'openRightsReview',
    takes: { companyId, n, requestedBy },
    exists: 'rights-review-open',
    needs: (command) => ({ company: companies.read(command.companyId) }),
    emits: ['RightsReviewOpened'],
    refuses: ['company-not-verified'],
    decide: ({ command, facts: { company }, now, policy }) => {
      if (company?.status !== 'verified') return refuse('company-not-verified');
      const endsAt = reviewEnd(now, policy);
      // The type comes last: the command has one of its own.
      return accept({ ...command, type: 'RightsReviewOpened', endsAt, remindAts: reviewReminders(endsAt, policy) });
    },
  }),
  /** One page was gone through. The last one ends the review where there is nothing left to decide. */
  RecordPage: rule({
    origin: 'effect',
    takes: { page: count, asked: count, unasked: count, place: optional(place) },
    given: stillUnderWay,
    emits: ['RightsListed', 'RightsReviewEnded'],
    decide: ({ state, command: { page, asked, unasked, place: reached } }) => {
      if (state.status !== 'listing' || page !== state.pages + 1) return refuse(internal('page-not-asked-for'));
      const listed = { type: 'RightsListed', page, asked, unasked, ...defined({ place: reached }) } as const;
      const isOver = reached === undefined && undecided({ ...state, asked: state.asked + asked }) === 0;
      return isOver ? accept(listed, { type: 'RightsReviewEnded' }) : accept(listed);
    },
  }),
};

/** What is decided with this decision is all that was left: nothing remains to wait for. */
export const isLastOne = (review: OpenReview): boolean => review.status === 'open' && undecided(review) === 1;
