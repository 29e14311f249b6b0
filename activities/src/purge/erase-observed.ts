import { eraseSomeObservations, streamIdOf } from '#engine';
import type { Services } from '../effect';

/** Erases all that was observed of an account, in bites of a transaction each. @returns how many rows went */
export async function eraseObserved({ transaction }: Pick<Services, 'transaction'>, accountId: string | undefined): Promise<number> {
  if (accountId === undefined) return 0;
  for (let erased = 0; ;) {
    const bite = await transaction((tx) => eraseSomeObservations(tx, streamIdOf('account', accountId)));
    if (bite === 0) return erased;
    erased += bite;
  }
}
