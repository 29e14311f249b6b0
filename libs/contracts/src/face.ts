import type { z } from 'zod';
import type { Access } from './access';
import type { ProblemEntry } from './problems/entry';

type Rights = Readonly<Record<string, Access>>;

/** How callers meet one kind of process over HTTP: where it lives, what it takes and answers with, why it refuses, and who may do what. */
export interface Face<R extends Rights = Rights, B = Bodies, P = Problems> {
  /** Where processes of the kind live under `/v1`. */
  path: string;
  /** What shows one, and what a command on it answers with. */
  answer: z.ZodType;
  /** Showing one may wait for the end of a passing state. */
  waits?: boolean;
  /** The right to read one, and the list of them. */
  read: string;
  /** Every right on processes of the kind, those that the rules name among them. */
  rights: R;
  /** The list of them, where it has no order of its own. */
  list?: { page: z.ZodType; query: z.ZodType };
  /** What its commands take, by the name of the command. */
  bodies: B;
  /** What each code of its rules means to a caller. */
  problems: P;
}

type Bodies = Readonly<Record<string, z.ZodType>>;
type Problems = Readonly<Record<string, ProblemEntry>>;

export const face = <const R extends Rights, const B extends Bodies, const P extends Problems>(
  described: Face<R, B, P> & { read: NoInfer<keyof R> },
): Face<R, B, P> => described;

/** A body with examples, which together name each of its fields: the documents show the first, the specs send all. */
export const body = <T extends z.ZodType>(schema: T, ...examples: readonly [object, ...object[]]): T => schema.meta({ examples });
