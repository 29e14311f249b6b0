import type { Problem } from '#domain';
import type { ProblemCode } from '#contracts';

/** Thrown by a guard or a route to answer with a problem. `traceId`: of the earlier call that is repeated. */
export class Refusal extends Error {
  constructor(
    readonly problem: Problem,
    readonly traceId?: string,
  ) {
    super(problem.code);
  }
}

/** Answers as if the process did not exist; the security log notes which one it was. */
export const hideProcess = (streamId: string): Problem => ({ code: 'not-found', hides: streamId });

export const refusal = (code: ProblemCode, extensions: Record<string, unknown> = {}) => new Refusal({ code, ...extensions });
