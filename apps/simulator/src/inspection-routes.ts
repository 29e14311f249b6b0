import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Calls } from './calls';
import { type Faults, faultSchema } from './faults';

const callsQuery = z.strictObject({ kind: z.string().optional(), key: z.string().optional(), keyPrefix: z.string().optional() });
const endpointSchema = z.object({ endpoint: z.string().min(1).max(100) });

/** The calls that tests and people inspect, and the fault switches. */
export function inspectionRoutes(app: FastifyInstance, { calls, faults }: { calls: Calls; faults: Faults }): void {
  app.get('/readyz', () => ({ status: 'ready' }));

  app.get('/calls', (request) => {
    const items = calls.list(callsQuery.parse(request.query));
    return {
      items: items.map(({ kind, key, seen, firstAt, lastAt, answer }) => ({
        kind,
        key,
        seen,
        firstAt,
        lastAt,
        status: answer?.status ?? null,
      })),
    };
  });

  app.put('/faults/:endpoint', (request, reply) => {
    const { endpoint } = endpointSchema.parse(request.params);
    const done = faults.set(endpoint, faultSchema.parse(request.body));
    return done ? reply.code(204).send() : reply.code(400).send({ reason: 'malformed-request', at: ['mode'] });
  });

  app.delete('/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
}
