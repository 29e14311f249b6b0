import { z } from 'zod';
import { count, id, instant, revision, word } from './formats';

export const deadline = z.strictObject({ command: word, dueAt: instant });

/** A command that the state refuses now, with the first reason. */
const refusedCommand = z.strictObject({
  command: word,
  code: word,
  /** The refusal passes with time: from then on the caller may send it. */
  availableAt: instant.optional(),
});

interface Described<S extends string, O extends z.ZodRawShape, A extends z.ZodRawShape> {
  states: readonly [S, ...S[]];
  /** None: it never ends. */
  outcomes?: readonly [string, ...string[]];
  own: O;
  /** What its own answer tells besides, and no item of a list. */
  alone?: A;
  /** Streams without a workflow have no link to one. */
  workflow?: boolean;
  /** False of what has no subject in the vault. */
  subject?: boolean;
}

const links = ({ workflow = true }: { workflow?: boolean }) =>
  z.strictObject({ self: z.string(), ...(workflow && { workflow: z.string() }) });

const header = <T extends string>(type: T, { subject = true }: { subject?: boolean }) => ({
  id,
  type: z.literal(type),
  /** The number in the ETag. */
  version: revision,
  openedAt: instant,
  updatedAt: instant,
  closedAt: instant.optional(),
  ...(subject && { subjectId: id }),
  companyId: id.optional(),
  policyVersion: revision,
});

/**
 * What every process answers with, and its own fields. An item of a list is the same without `allowed` and `refused`,
 * which only a process's own answer
 * tells; or what is known of a process that only a newer release can read, with the mark `unreadable`.
 * An answer that an older release recorded has no `refused`, and is given again as it was.
 */
export function processSchemas<T extends string, S extends string, O extends z.ZodRawShape, A extends z.ZodRawShape = Record<never, never>>(
  type: T,
  described: Described<S, O, A>,
) {
  const { own, states, outcomes, alone } = described;
  const readable = {
    ...header(type, described),
    state: z.enum(states),
    ...(outcomes && { outcome: z.enum(outcomes).optional() }),
    deadlines: z.array(deadline),
    links: links(described),
  };
  const unreadable = { state: word, outcome: word.optional(), links: links(described), unreadable: z.literal('newer-release') };
  const commands = { allowed: z.array(word), refused: z.array(refusedCommand).optional() };
  return {
    item: z.union([z.strictObject({ ...readable, ...own }), z.strictObject({ ...header(type, described), ...unreadable })]),
    whole: z.strictObject({ ...readable, ...commands, ...own, ...(alone as A) }),
  };
}

/** What the workflow of a process reports of itself. `inspect` is missing if Temporal keeps nothing of it any more. */
export const workflowAnswer = z.strictObject({
  workflowId: z.string(),
  runId: z.string().optional(),
  status: word.describe(
    'of Temporal (`running`, `completed`, `terminated` …); `gone` if it keeps nothing of it; `resting` if none runs and none is needed: nothing is due, nothing is owed',
  ),
  beginsAt: instant.optional().describe('of a workflow that has not begun: nothing is due before; any change makes it begin at once'),
  inspect: z
    .unknown()
    .optional()
    .describe('what the workflow says of itself; of one that is `resting` or has not begun, what the record says of its process'),
  owed: z
    .array(
      z.strictObject({
        effectId: z.string(),
        kind: word,
        attempts: count,
        reason: word.optional(),
        lastTryAt: instant.optional(),
        nextTryAt: instant.optional(),
      }),
    )
    .optional()
    .describe('what the world is owed, by the record: why the last try failed, when it was, and when the next one is planned'),
  temporalUi: z.string().optional(),
});
export type WorkflowAnswer = z.infer<typeof workflowAnswer>;
