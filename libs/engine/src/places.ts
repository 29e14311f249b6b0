import { Unavailable } from './failure';
import type { Gate } from './gate';
import { noLocks, type Locks } from './locks';

/** Others hold these streams, and the transaction has no place at them where it might wait: it gives way. */
export class Crowded extends Error {
  /** `locks`: what the next try locks at least. */
  constructor(
    readonly streamIds: readonly string[],
    readonly locks: Locks = noLocks,
  ) {
    super('others hold a stream');
  }
}

/** The places of a transaction. */
export interface Places {
  /** The streams whose lock it may wait for. */
  at: ReadonlySet<string>;
  /** Gives back the places at streams that it has only waited for, so that the next one may wait. */
  locked(): void;
}

/** A command that meets others more often than this does not get its turn. */
const roundsMax = 50;

/**
 * Runs the work with places at the streams that it surely moves. It does not wait for the lock of another stream: where
 * it would have to, it ends, and runs again when it has a place there too. So at most a few connections wait for any
 * stream, whether it is moved or only read.
 * @throws Unavailable when others hold the streams for too long.
 */
export async function withPlaces<T>(gate: Gate, own: readonly string[], work: (places: Places) => Promise<T>): Promise<T> {
  let crowded: ReadonlySet<string> = new Set();
  for (let rounds = 0; rounds < roundsMax; rounds++) {
    const ownPlaces = new Set(own);
    const wanted = new Set([...own, ...crowded]);
    try {
      return await gate.pass(
        wanted,
        (places, open) => {
          const at = new Set(places);
          const locked = () => {
            open();
            crowded.forEach((id) => !ownPlaces.has(id) && at.delete(id));
          };
          return work({ at, locked });
        },
        crowded.size === 0 ? wanted : ownPlaces,
      );
    } catch (error) {
      if (!(error instanceof Crowded)) throw error;
      crowded = new Set([...crowded, ...error.streamIds]);
    }
  }
  throw new Unavailable('contention');
}
