import { z } from 'zod';
import { everybody } from './access';
import { face } from './face';
import { count, id, instant, word } from './formats';
import { page, pageQuery } from './page';
import { processSchemas } from './process';
import { rightsReviewProblems } from './problems/rights-reviews';

const states = ['listing', 'open', 'closed'] as const;

/** G13: how many rights are asked about, and what became of them. */
const rights = z
  .strictObject({ asked: count, kept: count, removed: count, gone: count, undecided: count, unasked: count })
  .describe(
    'asked: rights with an approval. kept, removed: decided so. gone: decided to be removed, and lost before. undecided: nobody has decided; after the end they stay as they are. unasked: nobody but the person concerned could decide.',
  );

const own = {
  n: z.number().int().positive().describe('which review of the company it is'),
  requestedBy: id,
  endsAt: instant,
  rights,
};

const review = processSchemas('rights-review', { states, outcomes: ['closed'], own });
const query = z.strictObject({ ...pageQuery, companyId: id.optional(), state: z.enum(states).optional() });

/** The right that an approval of a review keeps or removes. */
export const reviewedRight = z.union([
  z.strictObject({ kind: z.literal('membership'), accountId: id }),
  z.strictObject({ kind: z.literal('role'), role: word, principalId: id }),
  z.strictObject({ kind: z.literal('api-key'), keyId: z.string() }),
]);

export const rightsReviews = face({
  path: 'rights-reviews',
  answer: review.whole,
  read: 'readRightsReviews',
  rights: {
    openRightsReview: { roles: ['operator'], scope: 'companies:write', administrators: ['super-admin'] },
    readRightsReviews: { roles: everybody, scope: 'companies:read', administrators: ['super-admin'] },
  },
  list: { page: page(review.item), query },
  bodies: {},
  problems: rightsReviewProblems,
});
