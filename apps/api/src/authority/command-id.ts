import type { FastifyRequest } from 'fastify';
import type { Keys } from '#vault';
import { authorityOf } from './request';

/**
 * The same client, person and Idempotency-Key are the same command, by whatever token the person is known: a repetition
 * brings a fresh one.
 */
export function commandIdOf(keys: Keys, request: FastifyRequest): Buffer {
  const { person, client } = authorityOf(request);
  if (request.idempotencyKey === undefined) throw new Error('the route of a command is not declared as one');
  return keys.commandId(client, person && `user:${person.userId}`, request.idempotencyKey);
}
