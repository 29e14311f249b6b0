import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics';
import { PartLog } from '../http/log';

/** Machines request these every few seconds: measured, not logged. */
const quiet = new Set(['/livez', '/readyz', '/metrics']);

/** Whatever is asked for that is no route. */
const noRoute = 'unknown';

/** Nobody got an answer; the word of proxies for it. */
const callerGone = 499;

/**
 * Writes one line for each request: the route's template, never the path; no body, no query, no header.
 * `clientOf` names the key of the caller.
 */
export function observeRequests(
  instance: FastifyInstance,
  metrics: Metrics,
  clientOf: (request: FastifyRequest) => string | undefined,
): void {
  const log = new PartLog('http');
  const inFlight = new WeakSet<FastifyRequest>();
  const over = (request: FastifyRequest, status: number, ms: number) => {
    if (!inFlight.delete(request)) return;
    metrics.inFlight.dec();
    const route = request.routeOptions.url ?? noRoute;
    const asked = { method: request.method, route, status };
    const { problemCode: code, traceId: trace } = request;
    // A path with a method that it does not take is no route either, or each would be measured with every method.
    metrics.requestDone({ ...asked, route: code === 'method-not-allowed' ? noRoute : route, code, ms });
    if (!quiet.has(route)) log.info('request', { ...asked, ms: Math.round(ms), code, trace, client: clientOf(request) });
  };
  instance.addHook('onRequest', (request, reply, done) => {
    inFlight.add(request);
    metrics.inFlight.inc();
    // Fastify tells of answers that were sent, and not of callers who were gone before.
    reply.raw.once('close', () => over(request, callerGone, reply.elapsedTime));
    done();
  });
  instance.addHook('onResponse', (request, reply, done) => {
    over(request, reply.statusCode, reply.elapsedTime);
    done();
  });
}
