import { z } from 'zod';
import { Newest } from './newest';

const delayMsMax = 600_000;
const times = z.int().min(1).optional();

/**
 * What goes wrong: `unavailable` answers 503 and performs nothing; `refuse` answers 422 with `reason`, for good; `slow` performs at once and answers
 * after `delayMs`; `lose-answer` performs and cuts the connection; `pending` takes a call for later, and answers 202 until it is decided; `unconfirmed` confirms
 * no identity. For the next `times` calls, else until the switch is taken away.
 */
const faultSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('unavailable'), times }),
  z.strictObject({ mode: z.literal('refuse'), reason: z.string().min(1).max(100).default('refused'), times }),
  z.strictObject({ mode: z.literal('slow'), delayMs: z.int().min(0).max(delayMsMax).default(10_000), times }),
  z.strictObject({ mode: z.literal('lose-answer'), times }),
  z.strictObject({ mode: z.literal('pending'), times }),
  z.strictObject({ mode: z.literal('unconfirmed'), times }),
]);
export type Fault = z.infer<typeof faultSchema>;

/** What only some endpoints can do. */
const endpointsOf: Partial<Record<Fault['mode'], readonly string[]>> = {
  pending: ['identity-checks', 'directory-entries'],
  unconfirmed: ['identity-checks'],
};

/** A switch that its endpoint can do. */
export const faultSwitchSchema = z
  .object({ endpoint: z.string().min(1).max(100), fault: faultSchema })
  .refine(({ endpoint, fault }) => endpointsOf[fault.mode]?.includes(endpoint) ?? true, { path: ['mode'] });

/** Fault switches, one an endpoint: `messages`, `identity-checks`, `directory-entries`, `directory-removals`, `data-holders` (all steps) or the name of one step. */
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
