import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { streamIdOf, type Caller, type Standing } from '#engine';
import { Keys } from '#vault';
import { ifMatchOf, waitSeconds } from '../http/preferences';
import { Call } from './call';
import { commandIdOf } from './command-id';
import { refuseLostRole, stillAdministered } from './administrators';
import { grantStreamsFor, refuseLostGrant } from './held-roles';
import { viaOf, type ActingPerson, type Authority } from './authority';
import { authorityOf } from './request';
import { asMeant, asWritten } from './requested';
import { refuseHeldBack, refuseStanding } from './standing';
import { servesOnce } from './step-up';

/**
 * Builds the call of a request that has passed the other guard. A guard, not an interceptor: with a single interceptor
 * Nest makes every answer an observable, and listens to its connection, which costs more than the rest of the route.
 */
@Injectable()
export class CallGuard implements CanActivate {
  constructor(private readonly keys: Keys) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    request.call = new Call({
      authority: () => authorityOf(request),
      caller: () => this.callerOf(request),
      traceId: () => request.traceId,
      waitSeconds: () => waitSeconds(request.headers.prefer),
      gone: () => closingOf(reply),
    });
    return true;
  }

  /**
   * The hash shows whether the request of a command is the same too.
   * @throws Refusal `if-match-invalid`
   */
  private callerOf(request: FastifyRequest): Caller {
    const authority = authorityOf(request);
    const { person, client } = authority;
    const { access, assertion } = request;
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
      ...(access?.stepUp && assertion && { once: servesOnce(this.keys, assertion, commandId) }),
      ...(person && { standing: standingOf(person, request, authority.administers) }),
      traceId: request.traceId,
    };
  }
}

/** A person who calls without a service acts through nobody. */
function actingAs(authority: Authority): Caller['actor'] {
  const { person, principalId } = authority;
  const via = viaOf(authority);
  return person
    ? { principalId: person.principalId, ...(via !== undefined && { via }), authn: person.authn }
    : { principalId, authn: 'api-key' };
}

/**
 * D2: what the guard has read of the account may be over by now, so it is asked again under lock; of an administrator,
 * and of who acts by a right over the platform, also by which roles they act. There the sign-in is asked for, too:
 * after a recorded answer, which needs none.
 */
function standingOf(person: ActingPerson, { stepUpProblem, access }: FastifyRequest, administers: Authority['administers'] = []): Standing {
  const byGrant = grantStreamsFor(access, person);
  return {
    streamId: streamIdOf('account', person.userId),
    roles: [...administers.map(({ streamId }) => streamId), ...byGrant],
    refuse: (account, streams) =>
      stepUpProblem ??
      refuseStanding(account, access?.whileLeaving) ??
      refuseHeldBack(account, access?.act) ??
      (byGrant.length > 0 ? refuseLostGrant(byGrant, person, streams) : undefined) ??
      (administers.length > 0 ? refuseLostRole(access, stillAdministered(administers, person, streams)) : undefined),
  };
}

function closingOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  // With a reason, or each closed connection costs an error with its stack.
  reply.raw.once('close', () => gone.abort('closed'));
  return gone.signal;
}
