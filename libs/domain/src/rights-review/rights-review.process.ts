import type { Awaited, Deadline, Effect } from '../decider';
import { processOfStates, type CommandsOf } from '../process';
import { endingRules } from './ending';
import { listingRules } from './listing';
import { outcomeRules } from './outcomes';
import { isUnderWay, undecided, type KnownReview, type RightsReview } from './rights-review';
import { rightsReviewEvents } from './rights-review.events';
import { rightsReviewPolicies } from './rights-review.policy';

const rules = { ...listingRules, ...outcomeRules, ...endingRules };
export type RightsReviewCommand = CommandsOf<typeof rules>;

const effectKinds = ['listRights', 'endReviewedKey', 'tellReviewers'] as const;
type Owed = Effect<(typeof effectKinds)[number]>;

/** G13: a company goes through the rights of its people and keys, and its super admins keep or remove each of them. */
export const rightsReview = processOfStates<RightsReview>()('rights-review', {
  initial: { status: 'none' },
  policies: rightsReviewPolicies,
  states: { listing: 'open', open: 'open', closed: 'over' },
  events: rightsReviewEvents,
  rules,
  columns: ({ companyId }) => ({ companyId, subjectId: companyId }),
  due,
  owed,
  awaits,
  effects: effectKinds,
  messages: ['tellReviewers'],
  view: (review) => {
    const { n, requestedBy, endsAt, asked, unasked, kept, removed, gone } = review;
    const rights = { asked, kept, removed, gone, undecided: undecided(review), unasked };
    return { n, requestedBy, endsAt, rights };
  },
});

function due(review: KnownReview): readonly Deadline<RightsReviewCommand>[] {
  if (!isUnderWay(review)) return [];
  const { remindAts, reminded, endsAt } = review;
  const remindAt = remindAts[reminded];
  const end = { command: { type: 'EndRightsReview' }, dueAt: endsAt } as const;
  return remindAt === undefined ? [end] : [{ command: { type: 'RemindReviewers', n: reminded + 1 }, dueAt: remindAt }, end];
}

/** The next page; the next key that is to end; a message when there is something to decide, and with each reminder. */
function owed(review: KnownReview): readonly Owed[] {
  const { pages, reminded, endsAt: usefulUntil, keys, keysEnded } = review;
  return [
    ...(review.status === 'listing' ? [{ kind: 'listRights' as const, n: pages + 1, usefulUntil }] : []),
    ...(keysEnded < keys.length ? [{ kind: 'endReviewedKey' as const, n: keysEnded + 1 }] : []),
    ...(review.status === 'open' ? [{ kind: 'tellReviewers' as const, n: reminded + 1, usefulUntil }] : []),
  ];
}

function awaits(review: KnownReview): readonly Awaited[] {
  return isUnderWay(review) ? [{ what: 'role:super-admin', until: review.endsAt }] : [];
}
