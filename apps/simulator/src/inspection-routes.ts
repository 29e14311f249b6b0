import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Calls } from './calls';
import type { DirectoryEntries } from './directory-entries';
import { faultSwitchSchema, type Faults } from './faults';
import type { Outbox } from './outbox';

const messagesQuery = z.strictObject({
  to: z.string().max(320).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
});
const callsQuery = z.strictObject({ kind: z.string().optional(), key: z.string().optional(), keyPrefix: z.string().optional() });
const entriesQuery = z.strictObject({ accountId: z.string().optional() });
const endpointSchema = z.object({ endpoint: z.string() });

interface Parts {
  calls: Calls;
  faults: Faults;
  outbox: Outbox;
  directory: DirectoryEntries;
}

/** What tests and people see of the simulated world, and the switches that break it. */
export function inspectionRoutes(app: FastifyInstance, { calls, faults, outbox, directory }: Parts): void {
  app.get('/readyz', () => ({ status: 'ready' }));

  app.get('/messages', (request) => {
    const { to, limit } = messagesQuery.parse(request.query);
    return { items: outbox.sentTo(to, limit) };
  });

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

  app.get('/directory-entries', (request) => ({ items: directory.of(entriesQuery.parse(request.query).accountId) }));

  app.put('/faults/:endpoint', (request, reply) => {
    const { endpoint, fault } = faultSwitchSchema.parse({ ...endpointSchema.parse(request.params), fault: request.body });
    faults.set(endpoint, fault);
    return reply.code(204).send();
  });

  app.delete('/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
}
