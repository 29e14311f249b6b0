import { fastifyHelmet } from '@fastify/helmet';
import { fastifyRateLimit } from '@fastify/rate-limit';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module';
import { mountDocs } from './docs/document';
import { decorateRequests } from './authority/request';
import { refuseOtherMethods } from './http/methods';
import { traceRequests } from './http/request';
import { observeRequests } from './metrics/request-log';
import { Health } from './health/health';
import { limitBodies, readJsonOnly, unreadable } from './http/unreadable';
import type { Parts } from './parts';

const bodyLimitBytes = 64 * 1024;
const requestTimeoutMs = 30_000;

/** The whole API around its parts, ready to listen or to be called by `inject`. Closing it closes them. */
export async function createApplication(parts: Parts, logger: LoggerService | false): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    trustProxy: parts.config.API_TRUSTED_PROXIES ?? false,
    // Requests that came before the drain are answered.
    return503OnClosing: false,
    ...unreadable,
  });
  const instance = adapter.getInstance();
  // The documentation page is served over plain HTTP if there is no proxy in front.
  await instance.register(fastifyHelmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  // Counts nothing by itself: the guard decides what to count and when.
  await instance.register(fastifyRateLimit, { global: false });
  traceRequests(instance);
  decorateRequests(instance);
  observeRequests(instance, parts.metrics, ({ authority }) => authority?.keyId);
  readJsonOnly(instance);
  limitBodies(instance);
  const refuseTheRest = refuseOtherMethods(instance);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.around(parts), adapter, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  mountDocs(app);
  closeConnectionsWhenDraining(instance, app.get(Health));
  await app.init();
  refuseTheRest();
  await instance.ready();
  return app;
}

/** A connection that its client keeps open would keep the process from ending. */
function closeConnectionsWhenDraining(instance: FastifyInstance, health: Health): void {
  instance.addHook('onSend', (_request, reply, _payload, done) => {
    if (health.draining) reply.header('connection', 'close');
    done();
  });
}
