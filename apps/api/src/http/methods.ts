import type { FastifyInstance, HTTPMethods } from 'fastify';
import { problemBody } from './problem-body';
import { sendProblem } from './problem-filter';

/**
 * Refuses every other method on the paths of the routes, with those that a path takes in `Allow`. Call it before the
 * first route is declared, and what it returns after the last one.
 */
export function refuseOtherMethods(instance: FastifyInstance): () => void {
  const taken = new Map<string, Set<string>>();
  instance.addHook('onRoute', ({ url, method }) => {
    for (const each of [method].flat()) taken.set(url, (taken.get(url) ?? new Set()).add(each));
  });
  return () => [...taken].forEach(([url, methods]) => refuseOthers(instance, url, [...methods].sort()));
}

function refuseOthers(instance: FastifyInstance, url: string, allowed: readonly string[]): void {
  const others = instance.supportedMethods.filter((method) => !allowed.includes(method)) as HTTPMethods[];
  if (others.length === 0) return;
  instance.route({
    url,
    method: others,
    // Before the body is read: nobody needs it.
    onRequest: (request, reply) => {
      request.problemCode = 'method-not-allowed';
      reply.header('allow', allowed.join(', '));
      sendProblem(reply, problemBody({ code: 'method-not-allowed' }, request.traceId));
    },
    handler: () => undefined,
  });
}
