import type { z } from 'zod';
import { faces, type FacedProcess, type ProblemCode } from '#contracts';
import { codesOfCommand, ruleOf, type CallerCommandOf, type ProcessType } from '#domain';
import { permissions, type Right } from './authority';
import { Route } from './route';

interface Deviations {
  /** The answer in place of the process. It has no ETag, so the route accepts no If-Match. */
  makes?: z.ZodType;
  /** Codes that the route itself refuses with, before its rule runs. */
  also?: readonly ProblemCode[];
  /** In place of the right that the rule names. */
  right?: Right;
  /** In place of 201, where what the route makes is no new thing. */
  status?: 200;
  sendsCode?: boolean;
  waits?: boolean;
}

/** A process that no route shows has no answer of its own. */
type Options<P extends ProcessType> = P extends FacedProcess ? [Deviations?] : [Deviations & { makes: z.ZodType }];

const answerOf = (process: ProcessType): z.ZodType | undefined =>
  (faces as Partial<Record<ProcessType, { answer: z.ZodType }>>)[process]?.answer;

/**
 * A route for one command. The rule gives the right, the codes (also of the rules that its events reach), and whether
 * it opens a process.
 * A command on an existing process accepts If-Match.
 */
export function Does<P extends ProcessType>(process: P, command: CallerCommandOf<P>, summary: string, ...[deviations = {}]: Options<P>) {
  const { opens, right: named } = ruleOf(process, command);
  const { makes, also = [], right = named, ...rest } = deviations;
  if (right === undefined) throw new Error(`no caller sends ${command}`);
  const begins = opens || makes !== undefined;
  const answer = makes ?? answerOf(process);
  return Route({
    summary,
    access: permissions[right],
    does: { process, command, right },
    command: true,
    status: begins ? 201 : 200,
    refuses: [
      ...(begins ? [] : (['not-found', 'version-mismatch'] as const)),
      ...(opens ? [] : (['stream-full'] as const)),
      ...codesOfCommand(process, command),
      ...also,
    ],
    ...(answer && { answer }),
    ...rest,
  });
}
