import { streamIdOf } from '#engine';
import type { Services } from '../effect';

interface Absorbing {
  absorbed?: readonly string[];
}

/** R17: the accounts that merges have closed into this one, whose person is the same. */
export async function absorbedBy(engine: Pick<Services['engine'], 'read'>, accountId: string): Promise<readonly string[]> {
  const account = await engine.read(streamIdOf('account', accountId));
  return (account?.state as Absorbing | undefined)?.absorbed ?? [];
}
