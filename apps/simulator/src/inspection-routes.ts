import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Calls } from './calls';
import { faultSchema, type Faults } from './faults';
import type { Outbox } from './outbox';

const messagesQuery = z.strictObject({
  to: z.string().max(320).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});
const callsQuery = z.strictObject({ kind: z.string().optional(), key: z.string().optional(), keyPrefix: z.string().optional() });
const endpointSchema = z.object({ endpoint: z.string().min(1).max(100) });

/** What tests and people see of the simulated world, and the switches that break it. */
export function inspectionRoutes(app: FastifyInstance, { calls, faults, outbox }: { calls: Calls; faults: Faults; outbox: Outbox }): void {
  app.get('/readyz', () => ({ status: 'ready' }));

  app.get('/messages', (request) => {
    const { to, limit } = messagesQuery.parse(request.query);
    return { items: outbox.sentTo(to, limit) };
  });

  app.get('/calls', (request) => {
    const items = calls.list(callsQuery.parse(request.query));
    return { items: items.map(({ answer, ...call }) => ({ ...call, status: answer?.status ?? null })) };
  });

  app.put('/faults/:endpoint', (request, reply) => {
    const { endpoint } = endpointSchema.parse(request.params);
    faults.set(endpoint, faultSchema.parse(request.body));
    return reply.code(204).send();
  });

  app.delete('/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
}
