import { fastifyHelmet } from '@fastify/helmet';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module';
import { mountDocs } from './docs/document';
import { problemBody } from './http/problem-body';
import { problemOf, sendProblem } from './http/problem-filter';
import { decorateRequests, traceIdOf } from './http/request';
import { observeRequests } from './http/request-log';
import type { Kernel } from './kernel/kernel';

const bodyLimitBytes = 64 * 1024;
const requestTimeoutMs = 30_000;

/** The whole API around a kernel, ready to listen or to be asked by `inject`. Closing it closes the kernel. */
export async function createApplication(kernel: Kernel, logger: LoggerService | false): Promise<NestFastifyApplication> {
  const { API_TRUSTED_PROXIES } = kernel.config;
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    trustProxy: API_TRUSTED_PROXIES ?? false,
    // The router refuses what it cannot read before any hook runs.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(reply, problemBody(problemOf(error) ?? { code: 'bad-request' }, traceIdOf(request.headers.traceparent)));
    },
  });
  const instance = adapter.getInstance();
  await instance.register(fastifyHelmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  decorateRequests(instance);
  observeRequests(instance, kernel.metrics);
  // JSON and nothing else: the framework would also read plain text and forms.
  instance.removeContentTypeParser('text/plain');
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.around(kernel), adapter, { logger, bodyParser: false, abortOnError: false });
  mountDocs(app);
  await app.init();
  await instance.ready();
  return app;
}
