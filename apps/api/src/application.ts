import { fastifyHelmet } from '@fastify/helmet';
import { fastifyRateLimit } from '@fastify/rate-limit';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module';
import { mountDocs } from './docs/document';
import { decorateRequests } from './authority/request';
import { traceRequests } from './http/request';
import { observeRequests } from './metrics/request-log';
import { Health } from './health/health';
import { readJsonOnly, unreadable } from './http/unreadable';
import type { Parts } from './parts';

const bodyLimitBytes = 64 * 1024;
const requestTimeoutMs = 30_000;

/** The whole API around its parts, ready to listen or to be asked by `inject`. Closing it closes them. */
export async function createApplication(parts: Parts, logger: LoggerService | false): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    trustProxy: parts.config.API_TRUSTED_PROXIES ?? false,
    // Whoever was let in before the drain is answered.
    return503OnClosing: false,
    ...unreadable,
  });
  const instance = adapter.getInstance();
  // The page of the documents is served over plain HTTP where no proxy is in front.
  await instance.register(fastifyHelmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  // Counts nothing by itself: the guard says what and when.
  await instance.register(fastifyRateLimit, { global: false });
  traceRequests(instance);
  decorateRequests(instance);
  observeRequests(instance, parts.metrics, ({ authority }) => authority?.keyId);
  readJsonOnly(instance);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.around(parts), adapter, {
    logger,
    bodyParser: false,
    abortOnError: false,
  });
  mountDocs(app);
  closeConnectionsWhenDraining(instance, app.get(Health));
  await app.init();
  await instance.ready();
  return app;
}

/** A connection that its client would keep open keeps the process from ending. */
function closeConnectionsWhenDraining(instance: FastifyInstance, health: Health): void {
  instance.addHook('onSend', (_request, reply, _payload, done) => {
    if (health.draining) reply.header('connection', 'close');
    done();
  });
}
