import type { z } from 'zod';
import { Call } from './call';

type Handler = (this: unknown, ...parameters: unknown[]) => unknown;

/** Checks what a method of a controller answers by its contract. It belongs below all other decorators. */
export const Answers =
  (schema: z.ZodType): MethodDecorator =>
  (_target: object, _name: string | symbol, descriptor: PropertyDescriptor) => {
    const answer = descriptor.value as Handler;
    descriptor.value = async function (this: unknown, ...parameters: unknown[]) {
      const call = parameters.find((parameter) => parameter instanceof Call);
      return checked(schema, await answer.apply(this, parameters), call?.replays);
    };
    // By its name Nest finds what its parameters are.
    Object.defineProperty(descriptor.value, 'name', { value: answer.name });
  };

/**
 * A recorded answer was checked when it was first given: where it does not fit, a newer program gave it, and it goes
 * out as it was recorded. @throws without a value of the answer
 */
function checked(schema: z.ZodType, answer: unknown, replays = false): unknown {
  const { success, data } = schema.safeParse(answer);
  if (success) return data;
  if (replays) return answer;
  throw new Error('an answer does not fit its contract');
}
