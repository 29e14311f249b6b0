import { Unavailable } from './failure';

/** One decides and the next one looks already; more would only hold connections while they wait for the same row. */
const worksAtOnce = 2;
const waitsMs = 10_000;

interface Turns {
  working: number;
  waiting: (() => void)[];
}

/**
 * Lets few transactions of this program work on one stream at a time, in the order of their coming. The others wait
 * without a connection, so that a crowd on one stream takes the pool from nobody else.
 */
export class Gate {
  readonly #turns = new Map<string, Turns>();

  /** Runs the work when it is its turn. @throws Unavailable after ten seconds without one. */
  async pass<T>(streamId: string, work: () => Promise<T>): Promise<T> {
    const turns = this.#turns.get(streamId) ?? { working: 0, waiting: [] };
    this.#turns.set(streamId, turns);
    if (turns.working < worksAtOnce) turns.working += 1;
    else await turnIn(turns);
    try {
      return await work();
    } finally {
      this.#leave(streamId, turns);
    }
  }

  /** Gives the place to the next one, if there is one. */
  #leave(streamId: string, turns: Turns): void {
    const next = turns.waiting.shift();
    if (next) return next();
    turns.working -= 1;
    if (turns.working === 0) this.#turns.delete(streamId);
  }
}

function turnIn({ waiting }: Turns): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = () => {
      clearTimeout(patience);
      resolve();
    };
    const patience = setTimeout(() => {
      waiting.splice(waiting.indexOf(take), 1);
      reject(new Unavailable('contention'));
    }, waitsMs);
    waiting.push(take);
  });
}
