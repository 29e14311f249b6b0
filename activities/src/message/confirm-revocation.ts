import type { Deregistration } from '#domain';

/** D3: the account is what it was. */
export function confirmRevocation(state: unknown): string | undefined {
  if ((state as Deregistration).status !== 'revoked') return undefined;
  return 'The deletion of your account has been undone. Your account is no longer frozen.';
}
