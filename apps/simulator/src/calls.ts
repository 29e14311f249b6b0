import type { CallbackProvider } from '#providers';
import { Newest } from './newest';

export interface Answer {
  status: number;
  body: unknown;
}

/** How a provider decides what it had taken for later: an outcome of its own, or `refused` with a reason. */
export interface Decision {
  outcome: string;
  reason?: string | undefined;
}

/** A call that its provider may decide later. */
interface Later {
  provider: CallbackProvider;
  /** What it may say. */
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
  /** The first answer: every later call with this key gets it again. Undefined as long as none was performed or refused. */
  answer: Answer | undefined;
  later: Later | undefined;
  /** Taken, and not decided before somebody says how. */
  pending: boolean;
}

const callsMax = 10_000;

/** Which idempotency keys came, how often, and what they were answered: what came twice is performed once. Keeps the newest 10,000 keys. */
export class Calls {
  readonly #calls = new Newest<Call>(callsMax);

  /** Counts a call. */
  see(kind: string, key: string, later?: Later): Call {
    const name = `${kind} ${key}`;
    const at = new Date().toISOString();
    const known = this.#calls.get(name);
    if (known === undefined) {
      const call: Call = { kind, key, seen: 1, firstAt: at, lastAt: at, answer: undefined, later, pending: false };
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
