import { Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '#engine';
import { Keys } from '#vault';
import { ifMatchOf } from '../http/preferences';
import type { Authority } from './authority';

/** Turns a request that the guard and the schemas have let through into the caller that the engine knows. */
@Injectable()
export class Callers {
  constructor(private readonly keys: Keys) {}

  /** The same client, person and Idempotency-Key are the same command; the hash tells whether the request is the same too. @throws Refusal `if-match-invalid` */
  of(request: FastifyRequest): Caller {
    const authority = authorityOf(request);
    const { person, keyId, principalId } = authority;
    if (request.idempotencyKey === undefined) throw new Error('the route of a command is not declared as one');
    const ifMatch = ifMatchOf(request.headers['if-match']);
    const path = request.url.split('?', 1)[0]!;
    return {
      client: keyId,
      commandId: this.keys.commandId(keyId, person && `user:${person.userId}`, request.idempotencyKey),
      requestHash: this.keys.hmac('request', request.method, path, canonicalize(request.body ?? null)!, String(ifMatch ?? '')),
      actor: person ? { principalId: person.principalId, via: principalId, authn: 'api-key' } : { principalId, authn: 'api-key' },
      ...(ifMatch !== undefined && { ifMatch }),
      traceId: request.traceId,
    };
  }
}

/** Who calls. @throws on a public route, which has no caller: a bug. */
export function authorityOf(request: FastifyRequest): Authority {
  if (!request.authority) throw new Error('a public route has no authority');
  return request.authority;
}
