import { Unavailable } from './failure';

/** One decides and the next one looks already; more would only hold connections while they wait for the same row. */
const worksAtOnce = 2;
export const waitsMs = 10_000;

type StreamIds = ReadonlySet<string>;

interface Waiting {
  streamIds: StreamIds;
  /** Those at which it needs a place in any case. */
  own: StreamIds;
  enter: (places: StreamIds) => void;
}

/**
 * Has few places at each stream, for the transactions of this program that work on it or wait for its lock. The others
 * wait here without a connection, in the order of their coming, so that a crowd on one stream takes the pool from nobody
 * else.
 */
export class Gate {
  readonly #taken = new Map<string, number>();
  #waiting: readonly Waiting[] = [];

  /**
   * Runs the work when it has a place at each of these streams. It takes all at once, so that nobody who waits keeps a
   * place from others. With `open` the work says that a stream was free for it: it gives back its place there, and those
   * who wait for such streams alone may all try, without a place. `own`: the streams at which it needs one in any case.
   * @throws Unavailable when it has waited so long without them.
   */
  async pass<T>(
    streamIds: StreamIds,
    work: (places: StreamIds, open: () => void) => Promise<T>,
    own: StreamIds = streamIds,
    patienceMs: number = waitsMs,
  ): Promise<T> {
    let places = streamIds;
    if (this.#isFree(streamIds, new Set(this.#waiting.flatMap((one) => [...one.streamIds])))) this.#take(streamIds);
    else places = await this.#wait(streamIds, own, patienceMs);
    const kept = new Set(places);
    const leave = (some: StreamIds) => {
      for (const id of some) if (kept.delete(id)) this.#leave(id);
      this.#admit();
    };
    const others = new Set([...places].filter((id) => !own.has(id)));
    const open = () => {
      if (others.size === 0) return;
      this.#letTry(others);
      leave(others);
    };
    try {
      return await work(places, open);
    } finally {
      leave(places);
    }
  }

  /** `wanted`: the streams at which others have waited for longer. */
  #isFree(streamIds: StreamIds, wanted: StreamIds): boolean {
    return [...streamIds].every((id) => !wanted.has(id) && (this.#taken.get(id) ?? 0) < worksAtOnce);
  }

  #take(streamIds: StreamIds): void {
    for (const id of streamIds) this.#taken.set(id, (this.#taken.get(id) ?? 0) + 1);
  }

  #leave(streamId: string): void {
    const left = this.#taken.get(streamId)! - 1;
    if (left === 0) this.#taken.delete(streamId);
    else this.#taken.set(streamId, left);
  }

  /** Those who wait for these streams only beside their own go and try: what one could lock, others may share. */
  #letTry(free: StreamIds): void {
    const wanted = new Set<string>();
    this.#waiting = this.#waiting.filter(({ streamIds, own, enter }) => {
      const tries = own !== streamIds && [...streamIds].every((id) => own.has(id) || free.has(id)) && this.#isFree(own, wanted);
      if (!tries) own.forEach((id) => wanted.add(id));
      else {
        this.#take(own);
        enter(own);
      }
      return !tries;
    });
  }

  #admit(): void {
    const wanted = new Set<string>();
    this.#waiting = this.#waiting.filter(({ streamIds, enter }) => {
      const waitsOn = !this.#isFree(streamIds, wanted);
      if (waitsOn) streamIds.forEach((id) => wanted.add(id));
      else {
        this.#take(streamIds);
        enter(streamIds);
      }
      return waitsOn;
    });
  }

  #wait(streamIds: StreamIds, own: StreamIds, patienceMs: number): Promise<StreamIds> {
    return new Promise((resolve, reject) => {
      const enter = (places: StreamIds) => {
        clearTimeout(patience);
        resolve(places);
      };
      const waiting = { streamIds, own, enter };
      const patience = setTimeout(() => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        this.#admit();
        reject(new Unavailable('contention'));
      }, patienceMs);
      this.#waiting = [...this.#waiting, waiting];
    });
  }
}
