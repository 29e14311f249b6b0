import { Unavailable } from './failure';
import { waitsMs, type Gate } from './gate';
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

/**
 * Runs the work with places at the streams that it surely moves. It does not wait for the lock of another stream: where
 * it would have to, it ends, and runs again when it has a place there too. So at most a few connections wait for any
 * stream, whether it is moved or only read.
 * @throws Unavailable when it has waited for places for ten seconds, all rounds together.
 */
export async function withPlaces<T>(gate: Gate, own: readonly string[], work: (places: Places) => Promise<T>): Promise<T> {
  let crowded: ReadonlySet<string> = new Set();
  const until = performance.now() + waitsMs;
  do {
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
        until - performance.now(),
      );
    } catch (error) {
      if (!(error instanceof Crowded)) throw error;
      crowded = new Set([...crowded, ...error.streamIds]);
    }
  } while (performance.now() < until);
  throw new Unavailable('contention');
}
