import { z } from 'zod';
import { Newest } from './newest';

const delayMsMax = 600_000;
const times = z.int().min(1).optional();

/**
 * A fault: `unavailable` answers 503 and performs nothing; `refuse` answers 422 with `reason`, for good.
 * `slow` performs at once and answers after `delayMs`; `lose-answer` performs and cuts the connection.
 * `answer` performs nothing, and answers with any `status` and `body`: what nobody has agreed on.
 * `pending` accepts a call and answers 202 until it is decided; another outcome, such as `unconfirmed`, is the answer.
 * It holds for the next `times` calls, else until the switch is removed.
 */
export const faultSchema = z.union([
  z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('unavailable'), times }),
    z.strictObject({ mode: z.literal('refuse'), reason: z.string().min(1).max(100).default('refused'), times }),
    z.strictObject({ mode: z.literal('slow'), delayMs: z.int().min(0).max(delayMsMax).default(10_000), times }),
    z.strictObject({ mode: z.literal('lose-answer'), times }),
    z.strictObject({ mode: z.literal('pending'), times }),
    z.strictObject({ mode: z.literal('answer'), status: z.int().min(200).max(599).default(200), body: z.unknown(), times }),
  ]),
  z
    .strictObject({ mode: z.string().min(1).max(100), times })
    .transform(({ mode, ...rest }) => ({ mode: 'outcome' as const, outcome: mode, ...rest })),
]);
export type Fault = z.infer<typeof faultSchema>;

/**
 * Fault switches, one for each endpoint: the first part of a path, or the kind of a call (the name of a purge step).
 */
export class Faults {
  readonly #faults = new Newest<Fault>(1_000);
  readonly #outcomes = new Map<string, readonly string[]>();

  /** The outcomes that an endpoint may decide later, the usual one first. */
  learn(endpoint: string, outcomes: readonly string[] | undefined): void {
    if (outcomes) this.#outcomes.set(endpoint, outcomes);
  }

  /** @returns false for a fault that this endpoint cannot have. */
  set(endpoint: string, fault: Fault): boolean {
    const outcomes = this.#outcomes.get(endpoint);
    if (fault.mode === 'pending' && !outcomes) return false;
    if (fault.mode === 'outcome' && !outcomes?.slice(1).includes(fault.outcome)) return false;
    this.#faults.set(endpoint, fault);
    return true;
  }

  clear(): void {
    this.#faults.clear();
  }

  /** Returns the fault of this call and counts it: the first switch that is on, the nearest name first. */
  take(names: readonly string[]): Fault | undefined {
    const endpoint = names.find((name) => this.#faults.get(name) !== undefined);
    const fault = endpoint === undefined ? undefined : this.#faults.get(endpoint);
    if (endpoint === undefined || fault?.times === undefined) return fault;
    if (fault.times === 1) this.#faults.delete(endpoint);
    else this.#faults.set(endpoint, { ...fault, times: fault.times - 1 });
    return fault;
  }
}
