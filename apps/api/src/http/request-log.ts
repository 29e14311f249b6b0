import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/metrics';

/** Asked every few seconds by machines: measured, not logged. */
const quiet = new Set(['/livez', '/readyz', '/metrics']);

/** One line a request: the route's template, never the address that was asked for; no body, no query, no header. */
export function observeRequests(instance: FastifyInstance, metrics: Metrics): void {
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
    if (!quiet.has(route))
      log.log({ method, route, status, ms: Math.round(ms), traceId: request.traceId, client: request.authority?.keyId });
    done();
  });
}
