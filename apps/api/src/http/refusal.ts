import type { Problem } from '#domain';
import type { ProblemCode } from '#contracts';

/** An answer that is a problem, on its way out of a guard or a route. `traceId` where an earlier call's is told again. */
export class Refusal extends Error {
  constructor(
    readonly problem: Problem,
    readonly traceId?: string,
  ) {
    super(problem.code);
  }
}

/** Answered as if it were not there; the security log notes which process it was. */
export const hidden = (streamId: string): Problem => ({ code: 'not-found', hides: streamId });

export const refusal = (code: ProblemCode, extensions: Record<string, unknown> = {}) => new Refusal({ code, ...extensions });
