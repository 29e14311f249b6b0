import { eraseSomeObservations, streamIdOf } from '#engine';
import type { Services } from '../effect';

/**
 * Erases all that was observed of an account, in bites of a transaction each. What comes meanwhile goes with the end of
 * the account, so that a service which goes on sending does not keep this from ending. @returns how many rows went
 */
export async function eraseObserved({ transaction }: Pick<Services, 'transaction'>, accountId: string | undefined): Promise<number> {
  if (accountId === undefined) return 0;
  for (let sum = 0; ;) {
    const { erased, more } = await transaction((tx) => eraseSomeObservations(tx, streamIdOf('account', accountId)));
    sum += erased;
    if (!more) return sum;
  }
}
