import type { FastifyInstance } from 'fastify';
import type { Authority } from './authority';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set by the guard on every route that is not public. */
    authority: Authority | undefined;
    /** Checked by the guard; present on every route that is not naturally repeatable. */
    idempotencyKey: string | undefined;
  }
}

/** Gives every request the fields that the guard fills. */
export function decorateRequests(instance: FastifyInstance): void {
  instance.decorateRequest('authority', undefined);
  instance.decorateRequest('idempotencyKey', undefined);
}
