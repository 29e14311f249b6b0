import { applicantAccount, type Account, type Registration } from '#domain';
import { streamIdOf, type BegunEffect, type Engine } from '#engine';

/** Told when the account is active, and never before. */
export function sayYouCanSignIn(state: unknown): string | undefined {
  const registration = state as Registration;
  if (registration.status !== 'active') return undefined;
  return registration.joins === undefined
    ? 'Your registration is complete. You can sign in now.'
    : 'Your registration is complete. You belong to the company now, and sign in with the account that you have.';
}

/**
 * By the number that his account has: of whoever joins, the copy that the registration holds is being erased at this very time. Nobody where the account
 * is frozen or gone by now: who leaves while he joins could not sign in.
 */
export const whoCanSignIn =
  (engine: Pick<Engine, 'read'>) =>
  async ({ process }: BegunEffect): Promise<string | undefined> => {
    const registration = process.state as Exclude<Registration, { status: 'none' }>;
    const account = await engine.read(streamIdOf('account', applicantAccount(registration)));
    const state = account?.state as Account | undefined;
    return state?.status === 'living' && state.frozenBy === undefined ? account?.subjectId : undefined;
  };
