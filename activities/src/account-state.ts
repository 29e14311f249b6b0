import type { Account } from '#domain';
import { streamIdOf, type Engine } from '#engine';

/**
 * Who may sign in with an account, as a subject of the vault: whose number it has. Nobody where it is frozen or gone by now: what tells him that he may
 * would be wrong.
 */
export async function whoMaySignIn(engine: Pick<Engine, 'read'>, accountId: string): Promise<string | undefined> {
  const account = await accountState(engine, accountId);
  return account?.state.status === 'living' && account.state.frozenBy === undefined ? account.subjectId : undefined;
}

/** Where an account stands, and whose it is; undefined where it was never opened. */
export async function accountState(engine: Pick<Engine, 'read'>, accountId: string) {
  const account = await engine.read(streamIdOf('account', accountId));
  return account && { subjectId: account.subjectId, state: account.state as Account };
}
