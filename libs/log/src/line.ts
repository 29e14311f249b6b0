import { z } from 'zod';

/** Words, ids and numbers: nothing that a person or a provider wrote, and nothing nested. */
const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** The fields that mean the same in the lines of all programs. Any other field is flat as well. */
const fields = z.object({
  /** The part of the program that speaks: `http`, `relay`. */
  part: z.string(),
  /** The code of a problem, of PostgreSQL or of the system. */
  code: scalar,
  /** `<process>:<uuid>`, also the id of its workflow. */
  process: z.string(),
  /** The id of an effect, which is its key at the provider. */
  effect: z.string(),
  /** The name of an effect, of a call to a provider, or of a loop. */
  kind: z.string(),
  attempt: z.int(),
  /** Why something failed, as a code. */
  reason: z.string(),
  /** The kind of an error, with its code: never its message. */
  error: z.string(),
  /** 32 hexadecimal digits: the W3C trace of the request that all this follows from. */
  trace: z.string().regex(/^[0-9a-f]{32}$/),
  method: z.string(),
  /** The template of a route, never a path. */
  route: z.string(),
  status: z.int(),
  ms: z.number(),
});

const levels = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof levels)[number];

/** Whose lines there are; the last two are other programs, whose lines `npm run logs` reads. */
const services = ['api', 'worker', 'simulator', 'migrate', 'stack', 'postgresql', 'temporal'] as const;
export type Service = (typeof services)[number];

/** One line of the log of any program: the schema of all. */
export const logLine = z
  .object({ time: z.iso.datetime({ precision: 3 }), level: z.enum(levels), service: z.enum(services), message: z.string().min(1) })
  .extend(fields.partial().shape)
  .catchall(scalar);
export type LogLine = z.infer<typeof logLine>;

/** What a line may say beside its message. An undefined field is left out. */
export type Fields = { readonly [K in keyof z.infer<typeof fields>]?: z.infer<typeof fields>[K] | undefined } & {
  readonly [name: string]: string | number | boolean | undefined;
};
