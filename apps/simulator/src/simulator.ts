import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { silent, type Log } from '#log';
import { bankCards } from './bank-cards';
import { callbackRoutes, type Callbacks } from './callback-routes';
import { Calls } from './calls';
import { dataHolders } from './data-holders';
import { directory } from './directory';
import { documentReader } from './document-reader';
import { faceCheck } from './face-check';
import { Faults } from './faults';
import { identityProvider } from './identity-provider';
import { identityRegistry } from './identity-registry';
import { inspectionRoutes } from './inspection-routes';
import { messaging } from './messaging';
import { messengerCheck } from './messenger-check';
import { numberRecycling } from './number-recycling';
import { taking } from './taking';
import { tencentCloud } from './tencent-cloud';

const bodyBytesMax = 65_536;

const keyLengthMax = 300;

/** Every simulated provider: the one place that registers them. */
const simulated = [
  ...[messaging, dataHolders, identityRegistry, directory, faceCheck, bankCards, documentReader],
  ...[numberRecycling, messengerCheck],
];

/**
 * The outside world in memory, as the adapters of `#providers` know it. It listens on the loopback interface only and
 * keeps nothing when it ends. It logs of each call its kind, key and trace alone, because all else is personal.
 */
export function buildSimulator(callbacks: Callbacks, log: Log = silent): FastifyInstance {
  // Closing must not wait for answers that a fault delays, nor for idle connections.
  // The key of a call, which names two ids and a kind, is part of a path.
  const routerOptions = { maxParamLength: keyLengthMax };
  const app = fastify({ logger: false, bodyLimit: bodyBytesMax, forceCloseConnections: true, routerOptions });
  const closing = new AbortController();
  const exchanges = { calls: new Calls(), faults: new Faults(), closing: closing.signal, log };
  app.addHook('preClose', async () => closing.abort());
  app.setErrorHandler((error: FastifyError | ZodError, _request, reply) => reply.code(statusOf(error)).send(problemOf(error)));
  for (const simulate of simulated) simulate({ app, take: taking(app, exchanges) });
  callbackRoutes(app, { ...exchanges, callbacks });
  tencentCloud(app, exchanges);
  identityProvider(app);
  inspectionRoutes(app, exchanges);
  return app;
}

const statusOf = (error: FastifyError | ZodError): number => (error instanceof ZodError ? 400 : (error.statusCode ?? 500));

/** Says where a request is wrong, and never repeats its content. */
const problemOf = (error: FastifyError | ZodError) => ({
  reason: statusOf(error) < 500 ? 'malformed-request' : 'simulator-failed',
  ...(error instanceof ZodError && { at: error.issues.map(({ path }) => path.join('.')) }),
});
