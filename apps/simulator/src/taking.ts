import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { traceIn, type Log } from '#log';
import type { CallbackProvider } from '#providers';
import type { Answer, Calls, Decision } from './calls';
import type { Fault, Faults } from './faults';

const keySchema = z.object({ 'idempotency-key': z.string().regex(/^[\x21-\x7e]{1,255}$/) });

/** How a simulated provider accepts one of its calls. */
interface Taken<Body> {
  body: z.ZodType<Body>;
  /** Tells the kinds of calls on one path apart; each kind has a fault switch of its own. */
  kind?(params: unknown): string;
  /** The outcomes of a later callback, the usual one first; `refused` is always possible. */
  later?: { provider: CallbackProvider; outcomes: readonly string[] };
  /** The outcome, or `pending`, that the data of a request asks for; a fault switch comes first. */
  scripted?(body: Body): string;
  /** How it refuses for good, where it speaks a published protocol. */
  refusal?(reason: string): Answer;
  perform(body: Body, call: { kind: string; outcome: string | undefined }): Answer;
}

/** Accepts calls at a path, whose first part names the calls and their fault switch. */
export type Take = <Body>(path: string, taken: Taken<Body>) => void;

/** What a simulated provider is set up with. */
export interface Stage {
  app: FastifyInstance;
  take: Take;
}

export interface Exchanges {
  calls: Calls;
  faults: Faults;
  /** Aborts waiting when the simulator closes. */
  closing: AbortSignal;
  log: Log;
}

const later: Answer = { status: 202, body: {} };
const refused = (reason: string): Answer => ({ status: 422, body: { reason } });

/** Answers as providers do: performs once for each key, whatever the faults do to the answer. */
export const taking =
  (app: FastifyInstance, { calls, faults, closing, log }: Exchanges): Take =>
  (path, taken) => {
    const endpoint = path.split('/')[0]!;
    faults.learn(endpoint, taken.later?.outcomes);
    app.post(`/${path}`, async (request, reply) => {
      const kind = taken.kind?.(request.params) ?? endpoint;
      const body = taken.body.parse(request.body);
      const perform = (outcome: string | undefined) => taken.perform(body, { kind, outcome });
      // Nothing is awaited before the answer is kept: two calls at once are one.
      const { 'idempotency-key': key } = keySchema.parse(request.headers);
      const trace = traceIn(request.headers.traceparent);
      const call = calls.see(kind, key, { later: laterOf(taken.later, perform), trace });
      const fault = faults.take([kind, endpoint]);
      log.info('call', { kind, key, attempt: call.seen, trace, reason: fault?.mode });
      if (fault?.mode === 'unavailable') return reply.code(503).send();
      if (fault?.mode === 'answer') return reply.code(fault.status).send(fault.body);
      const outcome = outcomeOf(fault) ?? taken.scripted?.(body) ?? taken.later?.outcomes[0];
      call.pending ||= call.answer === undefined && outcome === 'pending';
      if (!call.pending) call.answer ??= fault?.mode === 'refuse' ? (taken.refusal ?? refused)(fault.reason) : perform(outcome);
      if (fault?.mode === 'slow') await delay(fault.delayMs, undefined, { signal: closing }).catch(() => undefined);
      if (fault?.mode === 'lose-answer' || closing.aborted) return cutOff(request, reply);
      const answer = call.answer ?? later;
      return reply.code(answer.status).send(answer.body);
    });
  };

/** The outcome that a fault switch asks for. */
function outcomeOf(fault: Fault | undefined): string | undefined {
  if (fault?.mode === 'pending') return 'pending';
  return fault?.mode === 'outcome' ? fault.outcome : undefined;
}

export function cutOff(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}

const laterOf = (decides: Taken<unknown>['later'], perform: (outcome: string) => Answer) =>
  decides && {
    provider: decides.provider,
    outcomes: [...decides.outcomes, 'refused'],
    decide: ({ outcome, reason }: Decision) => (outcome === 'refused' ? refused(reason ?? 'refused') : perform(outcome)),
  };
