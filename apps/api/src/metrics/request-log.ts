import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics';

/** Asked every few seconds by machines: measured, not logged. */
const quiet = new Set(['/livez', '/readyz', '/metrics']);

/** Writes one line a request: the route's template, never the address; no body, no query, no header. `clientOf` names the key that called. */
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
