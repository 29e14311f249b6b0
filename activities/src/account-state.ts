import type { Account } from '#domain';
import { streamIdOf, type Engine } from '#engine';

/** Where an account stands, and whose it is; undefined where it was never opened. */
export async function accountState(engine: Pick<Engine, 'read'>, accountId: string) {
  const account = await engine.read(streamIdOf('account', accountId));
  return account && { subjectId: account.subjectId, state: account.state as Account };
}
