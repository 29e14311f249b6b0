import type { z } from 'zod';
import type { Access } from './access';
import type { ProblemEntry } from './problems/entry';

type Rights = Readonly<Record<string, Access>>;

/** How callers meet one kind of process over HTTP: its path, bodies, answer and problems, and the rights. */
export interface Face<R extends Rights = Rights, B = Bodies, P = Problems> {
  /** The path of its processes under `/v1`. */
  path: string;
  /** The answer of its own route, and of commands on it. */
  answer: z.ZodType;
  /** Its own route may wait for the end of a passing state. */
  waits?: boolean;
  /** The right to read one, and the list of them. */
  read: string;
  /** Every right on processes of the kind, those that the rules name among them. */
  rights: R;
  /** Its list, if it has no order of its own. */
  list?: { page: z.ZodType; query: z.ZodType };
  /** The bodies of its commands, by the name of the command. */
  bodies: B;
  /** What a caller reads about each code of its rules. */
  problems: P;
}

type Bodies = Readonly<Record<string, z.ZodType>>;
type Problems = Readonly<Record<string, ProblemEntry>>;

export const face = <const R extends Rights, const B extends Bodies, const P extends Problems>(
  described: Face<R, B, P> & { read: NoInfer<keyof R> },
): Face<R, B, P> => described;

/** A body with examples, which together name each of its fields: the documents show the first, the specs send all. */
export const body = <T extends z.ZodType>(schema: T, ...examples: readonly [object, ...object[]]): T => schema.meta({ examples });
