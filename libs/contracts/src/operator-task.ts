import { z } from 'zod';
import { body } from './face';
import { count, id, instant, label, word } from './formats';
import { page, pageQuery } from './page';

const process = z.strictObject({ type: word, id });

/** `GET /v1/operator-tasks`: without `state` the open ones. `process`: its type and id, as the id of its workflow. */
export const operatorTaskQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(['open', 'resolved']).default('open'),
  kind: z
    .string()
    .max(100)
    .regex(/^[a-z]+(-[a-z]+)*$/)
    .optional(),
  process: z
    .string()
    .max(100)
    .regex(/^[a-z]+(-[a-z]+)*:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, { message: 'must be <type>:<uuid>' })
    .optional(),
});

/**
 * Something that goes on only with an operator: the process, and the reason (`kind`, `ref`). With an effect that fails:
 * why, how often, and when it was and will be tried, as it stands now.
 */
export const operatorTask = z.strictObject({
  taskId: id,
  kind: word,
  ref: z.string(),
  process,
  state: z.enum(['open', 'resolved']),
  raisedAt: instant,
  effectId: z.string().optional(),
  reason: word.optional().describe('why the last try that failed did: a code'),
  attempts: count.optional(),
  lastTryAt: instant.optional(),
  nextTryAt: instant.optional().describe('as far as it is planned; left out while a try is under way'),
  goesOn: z.string().optional().describe('the call that goes on, once the matter is settled where it came up'),
  resolvedAt: instant.optional(),
  resolvedBy: z.string().optional().describe('`system` where the trouble was over, else the principal of the operator'),
  resolution: word.optional().describe('the reason that the operator gave'),
});

export const operatorTaskPage = page(operatorTask);

/** A code and no text, since whatever a person writes is kept in the vault alone. */
export const resolveTask = body(z.strictObject({ reason: label }), { reason: 'settled-with-provider' });
export type ResolveTask = z.infer<typeof resolveTask>;

/** What is tried at once: open effects, deadlines that are due, or a command that orders a refused step again. */
export const taskRetry = z.strictObject({
  taskId: id,
  process,
  effects: z.array(z.string()),
  deadlines: z.array(word),
  command: word.optional(),
});
