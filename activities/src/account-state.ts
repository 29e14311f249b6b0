import type { Account } from '#domain';
import { streamIdOf, type Engine } from '#engine';

/**
 * Returns the subject of an account whose person may sign in; undefined if the account is frozen or gone, because then
 * the message would be wrong.
 */
export async function findSignInSubject(engine: Pick<Engine, 'read'>, accountId: string): Promise<string | undefined> {
  const account = await accountState(engine, accountId);
  return account?.state.status === 'living' && account.state.frozenBy === undefined ? account.subjectId : undefined;
}

/** The state and the subject of an account; undefined if it was never opened. */
export async function accountState(engine: Pick<Engine, 'read'>, accountId: string) {
  const account = await engine.read(streamIdOf('account', accountId));
  return account && { subjectId: account.subjectId, state: account.state as Account };
}
