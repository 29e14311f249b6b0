import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemCode } from '#contracts';
import { problemBody } from './problem-body';
import { problemOf, sendProblem } from './problem-filter';
import { refusal } from './refusal';
import { traceIdOf } from './request';

const codesOfParser: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/**
 * Answers with problems where no route and no filter runs: a path that the router cannot read, bytes that are not HTTP.
 */
export const unreadable = {
  frameworkErrors(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    reply.header('cache-control', 'no-store');
    sendProblem(reply, problemBody(problemOf(error) ?? { code: 'bad-request' }, traceIdOf(request.headers.traceparent)));
  },
  clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
    const body = problemBody({ code: codesOfParser[error.code ?? ''] ?? 'bad-request' }, traceIdOf(undefined));
    const json = JSON.stringify(body);
    const head = [
      `HTTP/1.1 ${body.status} ${STATUS_CODES[body.status]}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(json)}`,
      'connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${json}`);
  },
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Keeps the body as text: its signature is checked before its content is parsed. */
    verbatimBody?: boolean;
    /** Of a route that takes many things at once: more than other routes. */
    bodyLimitBytes?: number;
  }
}

/** Accepts only JSON: the framework would also read plain text. No body and an empty one are the same. */
export function readJsonOnly(instance: FastifyInstance): void {
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (request.routeOptions.config.verbatimBody) return done(null, body);
    if (body.length === 0) return done(null, undefined);
    return parse(request, body as string, (error, json) => done(error ? refusal('malformed-json') : null, json));
  });
}

/** Gives the routes that name a limit of their own that one. */
export function limitBodies(instance: FastifyInstance): void {
  instance.addHook('onRoute', (route) => {
    const limit = route.config?.bodyLimitBytes;
    if (limit !== undefined) route.bodyLimit = limit;
  });
}
