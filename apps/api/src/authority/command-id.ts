import type { FastifyRequest } from 'fastify';
import type { Keys } from '#vault';
import { authorityOf } from './request';

/**
 * The same client, person and Idempotency-Key are the same command, by whatever token the person is known and by
 * whatever key of the client: a repetition brings a fresh one. A person is who the call names, also after that name has
 * turned out to be another one of theirs.
 */
export function commandIdOf(keys: Keys, request: FastifyRequest): Buffer {
  const { person, identity, client, signedInWith = client } = authorityOf(request);
  if (request.idempotencyKey === undefined) throw new Error('the route of a command is not declared as one');
  const named = person ? `user:${person.namedAs ?? person.userId}` : identity && `identity:${identity.hash.toString('hex')}`;
  return keys.commandId(signedInWith, named, request.idempotencyKey);
}
