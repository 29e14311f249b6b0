import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Newest } from './newest';
import { cutOff, type Exchanges } from './taking';
import { actions, type Sent, type Simulated } from './tencent-actions';
import { refuseSignature } from './tencent-signature';

/** What the vendor says of a call that it did not perform. */
interface VendorError {
  Code: string;
  Message: string;
}

/**
 * Tencent Cloud in its own words: `POST /` with `X-TC-Action`, a TC3 signature and `{ Response }` with status 200,
 * errors included. A fault switch has the name of an action; `refuse` answers with `reason` as the vendor's code, any
 * other outcome is the `Result`, `Code` or `ErrCode` of the answer. `GET /tencent-cloud/messages` shows what it has
 * sent.
 */
export function tencentCloud(app: FastifyInstance, exchanges: Exchanges): void {
  const sent = new Newest<Sent>(10_000);
  for (const [name, { codes }] of Object.entries(actions)) exchanges.faults.learn(name, codes);
  app.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
    scope.post('/', (request, reply) => answer(request, reply, exchanges, sent));
    done();
  });
  app.get('/tencent-cloud/messages', () => ({ items: sent.values() }));
}

async function answer(request: FastifyRequest, reply: FastifyReply, { calls, faults, closing, log }: Exchanges, sent: Newest<Sent>) {
  const RequestId = randomUUID();
  const respond = (response: object) => reply.send({ Response: { ...response, RequestId } });
  const payload = typeof request.body === 'string' ? request.body : '';
  const refused = refuseSignature(request.headers, payload) ?? refuseAction(request.headers);
  if (refused) return respond({ Error: refused });
  const name = String(request.headers['x-tc-action']);
  const body = JSON.parse(payload) as Readonly<Record<string, unknown>>;
  const action = actions[name]!;
  const key = action.keyOf?.(body) ?? RequestId;
  const call = calls.see(name, key);
  const fault = faults.take([name]);
  log.info('call', { kind: name, key, attempt: call.seen, reason: fault?.mode });
  if (fault?.mode === 'unavailable') return reply.code(503).send();
  if (fault?.mode === 'refuse') return respond({ Error: errorOf(fault.reason) });
  const { response, message } = action.perform(body, fault?.mode === 'outcome' ? fault.outcome : undefined);
  if (message) sent.set(RequestId, message);
  call.answer = { status: 200, body: {} };
  if (fault?.mode === 'slow') await delay(fault.delayMs, undefined, { signal: closing }).catch(() => undefined);
  if (fault?.mode === 'lose-answer' || closing.aborted) return cutOff(request, reply);
  return respond(response);
}

function refuseAction({ 'x-tc-action': action, 'x-tc-version': version }: FastifyRequest['headers']): VendorError | undefined {
  const known: Simulated | undefined = Object.hasOwn(actions, String(action)) ? actions[String(action)] : undefined;
  if (!known) return errorOf('InvalidAction');
  return known.version === version ? undefined : errorOf('NoSuchVersion');
}

const errorOf = (code: string): VendorError => ({ Code: code, Message: 'simulated' });
