import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Assertion } from '#assertions';
import type { Access, ProblemBody } from '#contracts';
import type { Authority } from './authority';
import type { Call } from './call';
import type { StepUpProblem } from './step-up';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller; the guard sets it on every route that is not public. */
    authority: Authority | undefined;
    /** What proves that the person acts, where an identity provider says so. */
    assertion: Assertion | undefined;
    /** Why the assertion does not do for this act, unless its answer is recorded already. */
    stepUpProblem: StepUpProblem | undefined;
    /** What the route asks of its caller. */
    access: Access | undefined;
    /** What the route asks of its caller, as its document says: each refusal of a right names it. */
    required: ProblemBody['required'];
    /** Checked by the guard; present on every route that is not naturally repeatable. */
    idempotencyKey: string | undefined;
    /** Built after the guard, for the controller. */
    call: Call | undefined;
  }
}

/**
 * Gives every request the fields that the guards fill, and every answer the headers of its call, accepted or refused.
 */
export function decorateRequests(instance: FastifyInstance): void {
  instance.decorateRequest('authority', undefined);
  instance.decorateRequest('assertion', undefined);
  instance.decorateRequest('stepUpProblem', undefined);
  instance.decorateRequest('access', undefined);
  instance.decorateRequest('required', undefined);
  instance.decorateRequest('idempotencyKey', undefined);
  instance.decorateRequest('call', undefined);
  instance.addHook('onSend', ({ call }, reply, _payload, done) => {
    if (call) reply.headers(call.headers);
    done();
  });
}

/** Returns the caller. @throws on a public route, which has no caller: a bug. */
export function authorityOf(request: FastifyRequest): Authority {
  if (!request.authority) throw new Error('a public route has no authority');
  return request.authority;
}
