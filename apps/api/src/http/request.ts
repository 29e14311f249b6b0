import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** 32 hexadecimal digits: the caller's W3C trace, or one of our own. */
    traceId: string;
  }
}

const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;

/** Returns the trace id of a W3C `traceparent`, or a random one if there is no well-formed one. */
export const traceIdOf = (header: unknown): string =>
  (typeof header === 'string' && traceparent.exec(header)?.[1]) || randomBytes(16).toString('hex');

/** Gives every request its trace at its start. */
export function traceRequests(instance: FastifyInstance): void {
  instance.decorateRequest('traceId', '');
  instance.addHook('onRequest', (request, reply, done) => {
    request.traceId = traceIdOf(request.headers.traceparent);
    reply.header('cache-control', 'no-store');
    done();
  });
}
