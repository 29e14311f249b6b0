import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';
import { streamIdOf, type Caller, type Standing } from '#engine';
import { Keys } from '#vault';
import { ifMatchOf, waitSeconds } from '../http/preferences';
import { Call } from './call';
import { commandIdOf } from './command-id';
import { refuseLostRole, stillAdministered } from './administrators';
import { viaOf, type Administered, type Authority, type Person } from './authority';
import { authorityOf } from './request';
import { asMeant, asWritten } from './requested';
import { refuseStanding } from './standing';

/** Builds the call of a request that has passed the guard, and writes the collected headers, accepted or refused. */
@Injectable()
export class CallInterceptor implements NestInterceptor {
  constructor(private readonly keys: Keys) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const call = (request.call = new Call({
      authority: () => authorityOf(request),
      caller: () => this.callerOf(request),
      traceId: () => request.traceId,
      waitSeconds: () => waitSeconds(request.headers.prefer),
      gone: () => closingOf(reply),
    }));
    const writeHeaders = () => void reply.headers(call.headers);
    return next.handle().pipe(tap({ next: writeHeaders, error: writeHeaders }));
  }

  /**
   * The hash shows whether the request of a command is the same too.
   * @throws Refusal `if-match-invalid`
   */
  private callerOf(request: FastifyRequest): Caller {
    const authority = authorityOf(request);
    const { person, client } = authority;
    const ifMatch = ifMatchOf(request.headers['if-match']);
    const commandId = commandIdOf(this.keys, request);
    const [meant, written] = [asMeant(request), asWritten(request)].map((asked) => [...asked, String(ifMatch ?? '')]) as [
      string[],
      string[],
    ];
    return {
      client,
      commandId,
      requestHash: this.keys.hmac('request-of-command', commandId, ...meant),
      formerRequestHashes: () => [this.keys.hmac('request-of-command', commandId, ...written), this.keys.hmac('request', ...written)],
      actor: actingAs(authority),
      ...(ifMatch !== undefined && { ifMatch }),
      ...(person && { standing: standingOf(person, request, authority.administers) }),
      traceId: request.traceId,
    };
  }
}

function actingAs(authority: Authority): Caller['actor'] {
  const { person, principalId } = authority;
  const via = viaOf(authority);
  return person
    ? { principalId: person.principalId, ...(via !== undefined && { via }), authn: person.authn }
    : { principalId, authn: 'api-key' };
}

/**
 * D2: what the guard has read of the account may be over by now, so it is asked again under lock; of an administrator
 * also by which roles they act.
 */
const standingOf = (
  person: Person,
  { whileLeaving, access }: FastifyRequest,
  administers: readonly Administered[] | undefined,
): Standing => ({
  streamId: streamIdOf('account', person.userId),
  ...(administers && { roles: administers.map(({ streamId }) => streamId) }),
  refuse: (account, streams) =>
    refuseStanding(account, whileLeaving) ?? (administers && refuseLostRole(access, stillAdministered(administers, person, streams))),
});

function closingOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
