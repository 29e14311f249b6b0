import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { CallbackProvider } from '#providers';
import type { Answer, Calls, Decision } from './calls';
import type { Fault, Faults } from './faults';

const keySchema = z.object({ 'idempotency-key': z.string().regex(/^[\x21-\x7e]{1,255}$/) });

export interface Exchanges {
  calls: Calls;
  faults: Faults;
  /** Aborts what is being waited for when the simulator closes. */
  closing: AbortSignal;
}

interface Asked {
  kind: string;
  /** The names of its fault switches, the nearest first. */
  endpoints: readonly string[];
  perform(fault: Fault | undefined): Answer;
  later?: {
    provider: CallbackProvider;
    /** Beside `refused`, which every provider can say. */
    outcomes: readonly string[];
    perform(outcome: string): Answer;
  };
}

const taken: Answer = { status: 202, body: {} };
const refused = (reason: string): Answer => ({ status: 422, body: { reason } });

/** Answers as a provider does: performs once a key, whatever the faults do to the answer. Nothing is awaited before the answer is kept: two calls at once are one. */
export const answering =
  ({ calls, faults, closing }: Exchanges) =>
  async (request: FastifyRequest, reply: FastifyReply, asked: Asked): Promise<FastifyReply> => {
    const call = calls.see(asked.kind, keySchema.parse(request.headers)['idempotency-key'], laterOf(asked));
    const fault = faults.take(asked.endpoints);
    if (fault?.mode === 'unavailable') return reply.code(503).send();
    call.pending ||= fault?.mode === 'pending';
    if (!call.pending) call.answer ??= fault?.mode === 'refuse' ? refused(fault.reason) : asked.perform(fault);
    if (fault?.mode === 'slow') await delay(fault.delayMs, undefined, { signal: closing }).catch(() => undefined);
    if (fault?.mode === 'lose-answer' || closing.aborted) {
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    const { status, body } = call.answer ?? taken;
    return reply.code(status).send(body);
  };

const laterOf = ({ later }: Asked) =>
  later && {
    provider: later.provider,
    outcomes: [...later.outcomes, 'refused'],
    decide: ({ outcome, reason }: Decision) => (outcome === 'refused' ? refused(reason ?? 'refused') : later.perform(outcome)),
  };
