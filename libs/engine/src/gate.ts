import { Unavailable } from './failure';

/** One decides and the next one looks already; more would only hold connections while they wait for the same row. */
const worksAtOnce = 2;
const waitsMs = 10_000;

type StreamIds = ReadonlySet<string>;

interface Waiting {
  streamIds: StreamIds;
  enter: () => void;
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
   * place from others. With `leave` the work gives back the places at some streams before its end.
   * @throws Unavailable after ten seconds without them.
   */
  async pass<T>(streamIds: StreamIds, work: (leave: (some: StreamIds) => void) => Promise<T>): Promise<T> {
    if (this.#isFree(streamIds, new Set(this.#waiting.flatMap((one) => [...one.streamIds])))) this.#take(streamIds);
    else await this.#wait(streamIds);
    const kept = new Set(streamIds);
    const leave = (some: StreamIds) => {
      for (const id of some) if (kept.delete(id)) this.#leave(id);
      this.#admit();
    };
    try {
      return await work(leave);
    } finally {
      leave(streamIds);
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

  #admit(): void {
    const wanted = new Set<string>();
    this.#waiting = this.#waiting.filter(({ streamIds, enter }) => {
      const waitsOn = !this.#isFree(streamIds, wanted);
      if (waitsOn) streamIds.forEach((id) => wanted.add(id));
      else {
        this.#take(streamIds);
        enter();
      }
      return waitsOn;
    });
  }

  #wait(streamIds: StreamIds): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(patience);
        resolve();
      };
      const waiting = { streamIds, enter };
      const patience = setTimeout(() => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        this.#admit();
        reject(new Unavailable('contention'));
      }, waitsMs);
      this.#waiting = [...this.#waiting, waiting];
    });
  }
}
