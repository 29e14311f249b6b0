import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics';

/** Machines request these every few seconds: measured, not logged. */
const quiet = new Set(['/livez', '/readyz', '/metrics']);

/**
 * Writes one line for each request: the route's template, never the path; no body, no query, no header.
 * `clientOf` names the key of the caller.
 */
export function observeRequests(
  instance: FastifyInstance,
  metrics: Metrics,
  clientOf: (request: FastifyRequest) => string | undefined,
): void {
  const log = new Logger('http');
  instance.addHook('onRequest', (_request, _reply, done) => {
    metrics.inFlight.inc();
    done();
  });
  instance.addHook('onResponse', (request, reply, done) => {
    metrics.inFlight.dec();
    const route = request.routeOptions.url ?? 'unknown';
    const [method, status, ms] = [request.method, reply.statusCode, reply.elapsedTime];
    metrics.requestDone({ method, route, status, ms });
    if (!quiet.has(route)) log.log({ method, route, status, ms: Math.round(ms), traceId: request.traceId, client: clientOf(request) });
    done();
  });
}
