import { z } from 'zod';
import { id, instant, revision, word } from './formats';

export const deadline = z.strictObject({ command: word, dueAt: instant });

/** A command that the state refuses now, with the first reason. */
const refusedCommand = z.strictObject({
  command: word,
  code: word,
  /** The refusal passes with time: from then on the caller may send it. */
  availableAt: instant.optional(),
});

interface Described<S extends string, O extends z.ZodRawShape> {
  states: readonly [S, ...S[]];
  /** None: it never ends. */
  outcomes?: readonly [string, ...string[]];
  own: O;
  /** Streams without a workflow have no link to one. */
  workflow?: boolean;
}

const header = <T extends string, S extends string>(type: T, { states, outcomes, workflow = true }: Described<S, z.ZodRawShape>) => ({
  id,
  type: z.literal(type),
  state: z.enum(states),
  /** The number in the ETag. */
  version: revision,
  openedAt: instant,
  updatedAt: instant,
  closedAt: instant.optional(),
  ...(outcomes && { outcome: z.enum(outcomes).optional() }),
  subjectId: id,
  companyId: id.optional(),
  policyVersion: revision,
  deadlines: z.array(deadline),
  links: z.strictObject({ self: z.string(), ...(workflow && { workflow: z.string() }) }),
});

/**
 * The fields of every process, and its own. `listed` is the same without `allowed` and `refused`, which only the
 * process's own answer has.
 * An answer that an older release recorded has no `refused`, and is returned as it was.
 */
export function processSchemas<T extends string, S extends string, O extends z.ZodRawShape>(type: T, described: Described<S, O>) {
  const { own } = described;
  const listed = z.strictObject({ ...header(type, described), ...own });
  const commands = { allowed: z.array(word), refused: z.array(refusedCommand).optional() };
  return { listed, whole: z.strictObject({ ...header(type, described), ...commands, ...own }) };
}

/** What the workflow of a process reports of itself. `inspect` is missing if Temporal keeps nothing of it any more. */
export const workflowAnswer = z.strictObject({
  workflowId: z.string(),
  runId: z.string().optional(),
  status: word,
  inspect: z.unknown().optional(),
  temporalUi: z.string().optional(),
});
export type WorkflowAnswer = z.infer<typeof workflowAnswer>;
