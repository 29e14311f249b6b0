import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { answering, type Exchanges } from './answering';
import type { DirectoryEntries } from './directory-entries';
import type { HeldData } from './held-data';
import type { Outbox } from './outbox';

const messageSchema = z.strictObject({
  channel: z.enum(['sms', 'mail', 'notice']),
  to: z.string().min(1).max(320),
  text: z.string().max(4_096),
});
const stepSchema = z.object({ step: z.string().min(1).max(100) });
const id = z.string().min(1).max(100);
const purgeSchema = z.strictObject({ accountId: id });
const number = z.string().min(1).max(100);
const documentSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('id-card'), number }),
  z.strictObject({ kind: z.literal('passport'), mrz: z.tuple([number, number]), visaUntil: z.string().max(100).optional() }),
  z.strictObject({ kind: z.literal('residence-permit'), number }),
]);
const identityCheckSchema = z.strictObject({ name: z.string().min(1).max(200), document: documentSchema });
const removalSchema = z.strictObject({ accountId: id, companyId: id });
const entrySchema = removalSchema.extend({ positionId: id, name: z.string().min(1).max(200), phone: z.string().min(1).max(32) });

interface Parts extends Exchanges {
  outbox: Outbox;
  heldData: HeldData;
  directory: DirectoryEntries;
}

/** The providers as the adapters of `#providers` know them. */
export function providerRoutes(app: FastifyInstance, { outbox, heldData, directory, ...exchanges }: Parts): void {
  const answer = answering(exchanges);

  app.post('/messages', (request, reply) => {
    const message = messageSchema.parse(request.body);
    const perform = () => ({ status: 201, body: { messageId: outbox.take(message).messageId } });
    return answer(request, reply, { kind: 'messages', endpoints: ['messages'], perform });
  });

  app.post('/data-holders/:step', (request, reply) => {
    const { step } = stepSchema.parse(request.params);
    const { accountId } = purgeSchema.parse(request.body);
    const perform = () => ({ status: 200, body: { items: heldData.purge(step, accountId) } });
    return answer(request, reply, { kind: step, endpoints: [step, 'data-holders'], perform });
  });

  app.post('/identity-checks', (request, reply) => {
    identityCheckSchema.parse(request.body);
    const kind = 'identity-checks';
    const answered = (outcome: string) => ({ status: 200, body: { outcome } });
    return answer(request, reply, {
      kind,
      endpoints: [kind],
      perform: (fault) => answered(fault?.mode === 'unconfirmed' ? 'unconfirmed' : 'confirmed'),
      later: { provider: 'identity-registry', outcomes: ['confirmed', 'unconfirmed'], perform: answered },
    });
  });

  app.post('/directory-entries', (request, reply) => {
    const { accountId, companyId, positionId } = entrySchema.parse(request.body);
    const kind = 'directory-entries';
    const perform = () => {
      directory.add({ accountId, companyId, positionId });
      return { status: 201, body: {} };
    };
    return answer(request, reply, { kind, endpoints: [kind], perform, later: { provider: 'directory', outcomes: ['made'], perform } });
  });

  app.post('/directory-removals', (request, reply) => {
    const entry = removalSchema.parse(request.body);
    const kind = 'directory-removals';
    const perform = () => {
      directory.remove(entry);
      return { status: 200, body: {} };
    };
    return answer(request, reply, { kind, endpoints: [kind], perform });
  });
}
