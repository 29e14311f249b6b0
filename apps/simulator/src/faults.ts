import { z } from 'zod';
import { Newest } from './newest';

const delayMsMax = 600_000;

/**
 * What goes wrong: `unavailable` answers 503 and performs nothing; `refuse` answers 422 with `reason`, for good; `slow` performs at once and answers
 * after `delayMs`; `lose-answer` performs and cuts the connection. For the next `times` calls, else until the switch is taken away.
 */
export const faultSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('unavailable'), times: z.int().min(1).optional() }),
  z.strictObject({ mode: z.literal('refuse'), reason: z.string().min(1).max(100).default('refused'), times: z.int().min(1).optional() }),
  z.strictObject({ mode: z.literal('slow'), delayMs: z.int().min(0).max(delayMsMax).default(10_000), times: z.int().min(1).optional() }),
  z.strictObject({ mode: z.literal('lose-answer'), times: z.int().min(1).optional() }),
]);
export type Fault = z.infer<typeof faultSchema>;

/** Fault switches, one an endpoint: `messages`, `data-holders` (all steps) or the name of one step. */
export class Faults {
  readonly #faults = new Newest<Fault>(1_000);

  set(endpoint: string, fault: Fault): void {
    this.#faults.set(endpoint, fault);
  }

  clear(): void {
    this.#faults.clear();
  }

  /** The fault of this call: the first that is switched on for one of the names, the nearest name first. Counts it. */
  take(names: readonly string[]): Fault | undefined {
    const endpoint = names.find((name) => this.#faults.get(name) !== undefined);
    const fault = endpoint === undefined ? undefined : this.#faults.get(endpoint);
    if (endpoint === undefined || fault?.times === undefined) return fault;
    if (fault.times === 1) this.#faults.delete(endpoint);
    else this.#faults.set(endpoint, { ...fault, times: fault.times - 1 });
    return fault;
  }
}
