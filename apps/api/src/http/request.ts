import type { FastifyInstance } from 'fastify';
import { newTrace, traceIn } from '#log';

declare module 'fastify' {
  interface FastifyRequest {
    /** 32 hexadecimal digits: the caller's W3C trace, or one of our own. */
    traceId: string;
    /** The code of the problem that it was answered with. */
    problemCode: string | undefined;
  }
}

/** Returns the trace id of a W3C `traceparent`, or a random one if there is no well-formed one. */
export const traceIdOf = (header: unknown): string => traceIn(header) ?? newTrace();

/** Gives every request its trace at its start. */
export function traceRequests(instance: FastifyInstance): void {
  instance.decorateRequest('traceId', '');
  instance.decorateRequest('problemCode', undefined);
  instance.addHook('onRequest', (request, reply, done) => {
    request.traceId = traceIdOf(request.headers.traceparent);
    reply.header('cache-control', 'no-store');
    done();
  });
}
