import { createHash } from 'node:crypto';
import { Newest } from './newest';

/** What the simulated systems hold: one to nine items of each step for every account, until they are purged. */
export class HeldData {
  readonly #purged = new Newest<true>(10_000);

  /** Removes what is held, and tells how much it was: nothing any more the second time. */
  purge(step: string, accountId: string): number {
    const name = `${step} ${accountId}`;
    if (this.#purged.get(name)) return 0;
    this.#purged.set(name, true);
    return 1 + (createHash('sha256').update(name).digest()[0]! % 9);
  }
}
