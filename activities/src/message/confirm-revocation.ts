import type { Deregistration } from '#domain';
import type { BegunEffect, Engine } from '#engine';
import { whoMaySignIn } from '../account-state';

/** D3: the account is what it was. */
export function confirmRevocation(state: unknown): string | undefined {
  if ((state as Deregistration).status !== 'revoked') return undefined;
  return 'The deletion of your account has been undone. Your account is no longer frozen.';
}

/** Nobody where he has asked for it again before this message could go out: his account is frozen by now. */
export const whoIsFreeAgain =
  (engine: Pick<Engine, 'read'>) =>
  async ({ process: { accountId } }: BegunEffect): Promise<string | undefined> =>
    accountId === undefined ? undefined : whoMaySignIn(engine, accountId);
