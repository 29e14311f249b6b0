import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { traceparentOf } from '#log';
import { CallbackSecret, type CallbackProvider, type CallbackSecrets } from '#providers';
import type { Calls } from './calls';

/** Tenure's address for callbacks, and the secrets that sign them. */
export interface Callbacks {
  apiUrl: string;
  secrets: CallbackSecrets;
}

const timeoutMs = 5_000;

const referenceSchema = z.object({ reference: z.string().min(1).max(255) });
const decisionSchema = z.strictObject({
  outcome: z.string().min(1).max(100),
  reason: z.string().min(1).max(100).optional(),
  times: z.int().min(1).max(100).default(1),
  /** Signs with a secret that Tenure does not know any more. */
  oldSecret: z.boolean().default(false),
  /** Says an outcome that nobody has agreed on. */
  asIs: z.boolean().default(false),
});

/**
 * `POST /callbacks/{key of a call} { outcome, reason?, times?, oldSecret?, asIs? }`: the provider decides a pending
 * call and calls Tenure back, `times` times. With `asIs` it only says something new, and decides nothing. The first
 * decision stays; a later, different one only goes into the callback. → `{ statuses }`, Tenure's answers.
 */
export function callbackRoutes(app: FastifyInstance, { calls, callbacks }: { calls: Calls; callbacks: Callbacks }): void {
  app.post('/callbacks/:reference', async (request, reply) => {
    const { reference } = referenceSchema.parse(request.params);
    const { times, oldSecret, asIs, ...decision } = decisionSchema.parse(request.body);
    const call = calls.list({ key: reference }).find(({ later }) => later !== undefined);
    if (!call?.later) return reply.code(404).send({ reason: 'nothing-taken' });
    const isKnown = call.later.outcomes.includes(decision.outcome);
    if (!isKnown && !asIs) return reply.code(400).send({ reason: 'outcome-unknown' });
    if (isKnown) call.answer ??= call.later.decide(decision);
    const secret = oldSecret ? CallbackSecret.unknown() : callbacks.secrets[call.later.provider];
    const sender = { ...call.later, apiUrl: callbacks.apiUrl, secret, trace: call.trace };
    return { statuses: await tell(sender, JSON.stringify({ reference, ...decision }), times) };
  });
}

interface Sender {
  apiUrl: string;
  secret: CallbackSecret;
  provider: CallbackProvider;
  trace: string | undefined;
}

/** One message keeps its id however often it is sent, and is signed anew each time. */
async function tell({ apiUrl, secret, provider, trace }: Sender, body: string, times: number): Promise<number[]> {
  const [id, statuses] = [randomUUID(), [] as number[]];
  for (let time = 0; time < times; time += 1) {
    const { status } = await fetch(`${apiUrl}/v1/provider-callbacks/${provider}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        connection: 'close',
        ...(trace !== undefined && { traceparent: traceparentOf(trace) }),
        ...secret.sign(id, new Date(), body),
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    statuses.push(status);
  }
  return statuses;
}
