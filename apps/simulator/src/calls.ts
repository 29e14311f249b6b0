import type { CallbackProvider } from '#providers';
import { Newest } from './newest';

export interface Answer {
  status: number;
  body: unknown;
}

/** The decision of a provider about a pending call: one of its outcomes, or `refused` with a reason. */
export interface Decision {
  outcome: string;
  reason?: string | undefined;
}

/** A call that its provider may decide later. */
interface Later {
  provider: CallbackProvider;
  /** The outcomes that the provider may give. */
  outcomes: readonly string[];
  decide(decision: Decision): Answer;
}

/** What became of one idempotency key. */
interface Call {
  /** `messages`, `identity-checks`, …, or the step of a data holder. */
  kind: string;
  key: string;
  /** How often it came, faults included. */
  seen: number;
  firstAt: string;
  lastAt: string;
  /**
   * The first answer: every later call with this key gets it again. Undefined until a call was performed or refused.
   */
  answer: Answer | undefined;
  later: Later | undefined;
  /** Of the first time it came, which a callback goes on with. */
  trace: string | undefined;
  /** Accepted, and pending until a test decides it. */
  pending: boolean;
}

const callsMax = 10_000;

/**
 * Records the idempotency keys, their counts and their answers: a repeated call is performed once. Keeps the newest
 * 10,000 keys.
 */
export class Calls {
  readonly #calls = new Newest<Call>(callsMax);

  /** Counts a call. */
  see(kind: string, key: string, { later, trace }: { later?: Later | undefined; trace?: string | undefined } = {}): Call {
    const name = `${kind} ${key}`;
    const at = new Date().toISOString();
    const known = this.#calls.get(name);
    if (known === undefined) {
      const call: Call = { kind, key, seen: 1, firstAt: at, lastAt: at, answer: undefined, later, trace, pending: false };
      this.#calls.set(name, call);
      return call;
    }
    known.seen += 1;
    known.lastAt = at;
    return known;
  }

  /** Oldest first. */
  list({ kind, key, keyPrefix }: { kind?: string; key?: string; keyPrefix?: string }): readonly Call[] {
    return this.#calls
      .values()
      .filter((call) => kind === undefined || call.kind === kind)
      .filter((call) => key === undefined || call.key === key)
      .filter((call) => keyPrefix === undefined || call.key.startsWith(keyPrefix));
  }
}
