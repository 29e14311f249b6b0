import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Answer, Calls } from './calls';
import type { Faults } from './faults';
import type { HeldData } from './held-data';
import type { Outbox } from './outbox';

const keySchema = z.object({ 'idempotency-key': z.string().regex(/^[\x21-\x7e]{1,255}$/) });
const messageSchema = z.strictObject({
  channel: z.enum(['sms', 'mail', 'notice']),
  to: z.string().min(1).max(320),
  text: z.string().max(4_096),
});
const stepSchema = z.object({ step: z.string().min(1).max(100) });
const purgeSchema = z.strictObject({ accountId: z.string().min(1).max(100) });

interface Parts {
  calls: Calls;
  faults: Faults;
  outbox: Outbox;
  heldData: HeldData;
  /** Aborts what is being waited for when the simulator closes. */
  closing: AbortSignal;
}

/** The two providers as the adapters of `#providers` know them. */
export function providerRoutes(app: FastifyInstance, { calls, faults, outbox, heldData, closing }: Parts): void {
  app.post('/messages', (request, reply) => {
    const message = messageSchema.parse(request.body);
    return answer(request, reply, 'messages', ['messages'], () => ({ status: 201, body: { messageId: outbox.take(message).messageId } }));
  });

  app.post('/data-holders/:step', (request, reply) => {
    const { step } = stepSchema.parse(request.params);
    const { accountId } = purgeSchema.parse(request.body);
    return answer(request, reply, step, [step, 'data-holders'], () => ({ status: 200, body: { items: heldData.purge(step, accountId) } }));
  });

  /** Performs once a key, whatever the faults do to the answer. Nothing is awaited before the answer is kept: two calls at once are one. */
  async function answer(request: FastifyRequest, reply: FastifyReply, kind: string, endpoints: readonly string[], perform: () => Answer) {
    const call = calls.see(kind, keySchema.parse(request.headers)['idempotency-key']);
    const fault = faults.take(endpoints);
    if (fault?.mode === 'unavailable') return reply.code(503).send();
    call.answer ??= fault?.mode === 'refuse' ? { status: 422, body: { reason: fault.reason } } : perform();
    if (fault?.mode === 'slow') await delay(fault.delayMs, undefined, { signal: closing }).catch(() => undefined);
    if (fault?.mode === 'lose-answer' || closing.aborted) {
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    return reply.code(call.answer.status).send(call.answer.body);
  }
}
