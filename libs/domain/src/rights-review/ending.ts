import { internal, refuse } from '../decider';
import { count } from '../events';
import { accept, rule, stillUnderWay } from './conditions';

/** What the clock does to it. */
export const endingRules = {
  /** Our choice: each planned reminder once, in order, not before its instant. */
  RemindReviewers: rule({
    origin: 'clock',
    takes: { n: count },
    given: stillUnderWay,
    emits: ['ReviewersReminded'],
    decide: ({ state: { remindAts, reminded }, command: { n }, now }) => {
      const dueAt = n === reminded + 1 ? remindAts[n - 1] : undefined;
      if (dueAt === undefined) return refuse(internal('reminder-not-planned'));
      return now >= dueAt ? accept({ type: 'ReviewersReminded', n }) : refuse(internal('not-due'), { availableAt: dueAt });
    },
  }),
  /** G13: what nobody has decided by then is reported, and nothing of it is removed. */
  EndRightsReview: rule({
    origin: 'clock',
    given: stillUnderWay.from(({ endsAt }) => endsAt),
    emits: ['RightsReviewEnded'],
    decide: () => accept({ type: 'RightsReviewEnded' }),
  }),
};
