import { z } from 'zod';
import { count, id, instant, word } from './formats';

/** What an account lacks for a capability. */
export const unmetCondition = z.strictObject({
  condition: word,
  atLeast: count.optional(),
  has: count.describe('So much of it has been observed.').optional(),
  availableAt: instant.describe('From then on time alone has met it.').optional(),
});

/** `application/problem+json` (RFC 9457). Never carries input back. */
export const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: word,
  /** What to do now: the same sentence for each code. */
  detail: z.string(),
  instance: z.string(),
  traceId: z.string(),
  /** With `invalid-request`: what is wrong where. */
  errors: z.array(z.strictObject({ path: z.string(), code: word, message: z.string() })).optional(),
  /** The refusal passes with time: from then on the caller may try again. */
  availableAt: instant.optional(),
  /** With `assertion-invalid`: why the token proves nobody. */
  reason: word.optional(),
  attemptsLeft: count.optional(),
  unmet: z.array(word).optional(),
  /** With `capability-not-granted`: all that is lacking. */
  conditions: z.array(unmetCondition).optional(),
  limit: count.optional(),
  /** The least that is taken: a level, a number of days. */
  atLeast: count.optional(),
  /** With `self-approval`: the delegation by which the caller acts for the requester. */
  delegationId: id.optional(),
  /**
   * With `forbidden`: what the route asks of its caller. `forPeople`: a service may call it for a person; `proof`: who
   * must prove who they are.
   */
  required: z.strictObject({ roles: z.array(word), scope: word.optional(), forPeople: z.boolean(), proof: word.optional() }).optional(),
  /** With `clock-limit`: the last instant that the clock goes to. */
  latest: instant.optional(),
  /** With `cursor-invalid` after a restored backup: the cursor of the last event that is surely the same. */
  goOnFrom: z.string().optional(),
  /** Of a task that ends or goes on in another way: the call that does it. */
  goesOn: z.string().optional(),
});
export type ProblemBody = z.infer<typeof problem>;
