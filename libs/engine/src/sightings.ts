import type { Begin, ProcessState, SeenProcess } from './execution';

/** More than a program performs at once; one that is forgotten is read again. */
const sightingsMax = 1_000;

/** What a program has seen of a process when it began an effect, until it records the result. */
export class Sightings {
  readonly #seen = new Map<string, SeenProcess>();

  /** Begins an effect and keeps its process. */
  async note(effectId: string, begin: () => Promise<Begin>): Promise<Begin> {
    const answer = await begin();
    if (typeof answer === 'object' && 'begun' in answer) this.#keep(effectId, answer.begun.process as ProcessState<{ status: string }>);
    return answer;
  }

  take(effectId: string): SeenProcess | undefined {
    const seen = this.#seen.get(effectId);
    this.#seen.delete(effectId);
    return seen;
  }

  #keep(effectId: string, { policyVersion, updatedAt, state }: SeenProcess): void {
    const oldest = this.#seen.size >= sightingsMax ? this.#seen.keys().next().value : undefined;
    if (oldest !== undefined) this.#seen.delete(oldest);
    this.#seen.set(effectId, { policyVersion, updatedAt, state });
  }
}
