import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Call as CallOfRequest } from './call';

export type Call = CallOfRequest;

/** Gives a controller its call. Neither request nor reply goes further. */
export const Call = createParamDecorator((_: unknown, context: ExecutionContext): Call => {
  const { call } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!call) throw new Error('a call is built before every controller');
  return call;
});
