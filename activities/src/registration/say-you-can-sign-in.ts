import { applicantAccount, type KnownRegistration, type Registration } from '#domain';
import type { BegunEffect, Engine } from '#engine';
import { whoMaySignIn } from '../account-state';

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
  ({ process }: BegunEffect): Promise<string | undefined> =>
    whoMaySignIn(engine, applicantAccount(process.state as KnownRegistration));
