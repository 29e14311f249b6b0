import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { codeIn } from '#log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemCode } from '#contracts';
import { PolicyUnknown, type Problem } from '#domain';
import { Unavailable } from '#engine';
import { isPassing } from '#event-store';
import { ProviderUnavailable } from '#providers';
import { problemBody } from './problem-body';
import { Refusal } from './refusal';
import { PartLog } from './log';

const codesOfStatus: Partial<Record<number, ProblemCode>> = {
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  413: 'body-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
};

/** Turns any thrown value into a problem. Undefined = an unexpected error. */
export function problemOf(exception: unknown): Problem | undefined {
  if (exception instanceof Refusal) return exception.problem;
  if (typeof exception !== 'object' || exception === null) return undefined;
  if (exception instanceof Unavailable && exception.reason === 'clock-ahead') return { code: 'clock-ahead', retryAfterSeconds: 10 };
  if (isOfNewerRelease(exception)) return { code: 'newer-release' };
  const maybeLater = [Unavailable, ProviderUnavailable].some((kind) => exception instanceof kind);
  if (maybeLater || isPassing(exception)) return { code: 'unavailable' };
  const status = exception instanceof HttpException ? exception.getStatus() : (exception as { statusCode?: unknown }).statusCode;
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  return { code: codesOfStatus[status] ?? 'bad-request' };
}

/** Every refusal of a right says what the route asks of its caller, whoever has refused it. */
const withRequired = (problem: Problem, { required }: FastifyRequest): Problem =>
  required && aboutRights.has(problem.code) ? { ...problem, required: problem['required'] ?? required } : problem;

const aboutRights: ReadonlySet<string> = new Set(['forbidden', 'proof-required']);

const isOfNewerRelease = (exception: object): boolean =>
  exception instanceof PolicyUnknown ||
  (exception instanceof Unavailable && (exception.reason === 'policy-unknown' || exception.reason === 'state-unknown'));

/**
 * Every refusal and every failure is answered here as problem+json, with nothing of the input. `note` receives each
 * problem once.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new PartLog('http');

  constructor(private readonly note: (problem: Problem, request: FastifyRequest) => void) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = withRequired(problemOf(exception) ?? { code: 'internal' }, request);
    const body = problemBody(problem, (exception instanceof Refusal && exception.traceId) || request.traceId);
    request.problemCode = body.code;
    if (body.status >= 500) this.report(exception, request, body.code);
    if (typeof problem['retryAfterSeconds'] === 'number') reply.header('retry-after', String(problem['retryAfterSeconds']));
    sendProblem(reply, body);
    // The first answer of a repeated refusal was noted.
    if (!request.call?.replays) this.note(problem, request);
  }

  /** Without the message: that of a driver or a parser quotes its input. */
  private report(exception: unknown, request: FastifyRequest, told: string): void {
    const { name, code, driverError, stack } = (exception ?? {}) as {
      name?: string;
      code?: unknown;
      driverError?: { code?: unknown };
      stack?: string;
    };
    const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line));
    const refused = exception instanceof Refusal ? exception.problem.code : undefined;
    this.log.error('request failed', {
      told,
      route: request.routeOptions.url,
      trace: request.traceId,
      error: name,
      code: refused ?? codeIn({ code }) ?? codeIn(driverError),
      stack: frames?.join('\n'),
    });
  }
}

/** Also used where no filter reaches: for a request that the router cannot read. */
export function sendProblem(reply: FastifyReply, body: ReturnType<typeof problemBody>): void {
  if (reply.sent) return;
  if (body.status === 401) reply.header('www-authenticate', 'Bearer');
  if (body.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', '1');
  void reply.status(body.status).type('application/problem+json').send(JSON.stringify(body));
}
