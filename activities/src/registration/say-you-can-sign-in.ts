import type { Registration } from '#domain';
import { streamIdOf, type BegunEffect, type Engine } from '#engine';

/** Told when the account is active, and never before. */
export function sayYouCanSignIn(state: unknown): string | undefined {
  const registration = state as Registration;
  if (registration.status !== 'active') return undefined;
  return registration.joins === undefined
    ? 'Your registration is complete. You can sign in now.'
    : 'Your registration is complete. You belong to the company now, and sign in with the account that you have.';
}

/** Whoever joins is told by the number that his account has: the copy that the registration holds is being erased at this very time. */
export const whoCanSignIn =
  (engine: Pick<Engine, 'read'>) =>
  async ({ process }: BegunEffect): Promise<string | undefined> => {
    const registration = process.state as Registration;
    const joins = registration.status === 'active' ? registration.joins : undefined;
    return joins === undefined ? process.subjectId : (await engine.read(streamIdOf('account', joins)))?.subjectId;
  };
