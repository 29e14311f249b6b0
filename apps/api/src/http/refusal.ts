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

export const refusal = (code: ProblemCode, extensions: Record<string, unknown> = {}) => new Refusal({ code, ...extensions });
