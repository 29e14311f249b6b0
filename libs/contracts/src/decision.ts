import { z } from 'zod';
import { body } from './face';
import { count, exampleId, id, label, revision, taskId, word } from './formats';
import { prose } from './typed';

/** What an approver decides. A rejection and a return need a reason; its text is sealed. */
export const decisionFields = {
  decision: z.enum(['approve', 'reject', 'return']).describe('return: a new round begins, at most 3 times, and later decisions are void.'),
  returnTo: z
    .number()
    .int()
    .min(1)
    .max(10)
    .describe('With return: the stage at which the new round begins, from 1. Left out: the one before, or the one that the policy names.')
    .optional(),
  reason: z.strictObject({ code: label, text: prose(2_000).optional() }).optional(),
  taskId: taskId.optional(),
};

/** The most that one call decides. `inbox.policy.ts` has the same number: a spec compares them. */
const decisionsMax = 200;

/** `POST /v1/approvals/decisions`: each item is decided as by a call of its own. */
export const decideApprovals = body(
  z.strictObject({
    items: z
      .array(z.strictObject({ approvalId: id, ...decisionFields }))
      .min(1)
      .max(decisionsMax),
  }),
  { items: [{ approvalId: exampleId, decision: 'approve' }] },
  { items: [{ approvalId: exampleId, taskId: '1.1.1.1', decision: 'reject', reason: { code: 'not-needed', text: 'Not now' } }] },
);
export type DecideApprovals = z.infer<typeof decideApprovals>;

/** What became of each item, in the order of the call. */
export const decidedApprovals = z.strictObject({
  decided: count.describe('How many of the items have status 200.'),
  items: z.array(
    z.strictObject({
      approvalId: id,
      status: z.number().int().describe('As of a call that decides this one alone: 200, or that of its problem.'),
      state: word.optional().describe('The state of the approval after the decision.'),
      version: revision.optional(),
      code: word.optional(),
      detail: z.string().optional(),
    }),
  ),
});
