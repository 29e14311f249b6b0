import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { ZodError } from 'zod';
import { callbackRoutes, type Callbacks } from './callback-routes';
import { Calls } from './calls';
import { DirectoryEntries } from './directory-entries';
import { Faults } from './faults';
import { HeldData } from './held-data';
import { inspectionRoutes } from './inspection-routes';
import { Outbox } from './outbox';
import { providerRoutes } from './provider-routes';

const bodyBytesMax = 65_536;

/**
 * The outside world in memory: whoever sends messages, checks identities, keeps a directory and holds a person's data. It must listen on the loopback interface only, keeps nothing
 * when it ends, and logs nothing, because everything that passes here is personal.
 */
export function buildSimulator(callbacks: Callbacks): FastifyInstance {
  // Closing must not wait for answers that a fault holds back, nor for idle connections.
  const app = fastify({ logger: false, bodyLimit: bodyBytesMax, forceCloseConnections: true });
  const closing = new AbortController();
  const exchanges = { calls: new Calls(), faults: new Faults(), closing: closing.signal };
  const parts = { ...exchanges, outbox: new Outbox(), heldData: new HeldData(), directory: new DirectoryEntries() };
  app.addHook('preClose', async () => closing.abort());
  app.setErrorHandler((error: FastifyError | ZodError, _request, reply) => reply.code(statusOf(error)).send(problemOf(error)));
  providerRoutes(app, parts);
  callbackRoutes(app, { ...parts, callbacks });
  inspectionRoutes(app, parts);
  return app;
}

const statusOf = (error: FastifyError | ZodError): number => (error instanceof ZodError ? 400 : (error.statusCode ?? 500));

/** Says where a request is wrong, and never repeats what stood there. */
const problemOf = (error: FastifyError | ZodError) => ({
  reason: statusOf(error) < 500 ? 'malformed-request' : 'simulator-failed',
  ...(error instanceof ZodError && { at: error.issues.map(({ path }) => path.join('.')) }),
});
