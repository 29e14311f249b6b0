import { currentTrace, traceparentOf } from '#log';
import { answeredWith, ProviderRefused, ProviderUnavailable } from './errors';
import { exchange, type Exchanged } from './exchange';

/** How to reach one provider. */
export interface Connection {
  /** The base URL of its paths; undefined: the installation has no such provider yet. */
  address: string | undefined;
  /** Sent as a bearer token, if the provider wants one. */
  credential?: string | undefined;
  /** How long an answer may take, body included. */
  timeoutMs?: number;
}

/** The provider has accepted the call and not decided yet: it calls back, or answers the same key when asked again. */
export const takenStatus = 202;

/** Refusals that pass with time: not authorised at the moment, too slow, too early, too many. */
const passingRefusals: readonly number[] = [401, 408, 425, 429];

/** At most a hundred characters in all: longer words have no place in an event. */
const reasonPattern = /^(?=.{1,100}$)[a-z]{1,24}([-_][a-z]{1,24}){0,5}$/;

/** Reasons get into events and answers, so only a code is taken over: no free text, no number. */
export const reasonCode = (reason: string | undefined): string =>
  reason !== undefined && reasonPattern.test(reason) ? reason : 'unspecified';

/**
 * Calls one provider over HTTP, with the trace that the work is on. Returns an answer or throws one of two errors,
 * which never hold what was sent or received.
 */
export class ProviderClient {
  readonly #name: string;
  readonly #address: string | undefined;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;

  constructor(
    name: string,
    { address, credential, timeoutMs = 5_000 }: Connection,
    private readonly refusesBy: 'reason' | 'code' = 'reason',
  ) {
    this.#name = name;
    this.#address = address?.replace(/\/+$/, '');
    this.#headers = { 'content-type': 'application/json', ...(credential !== undefined && { authorization: `Bearer ${credential}` }) };
    this.#timeoutMs = timeoutMs;
  }

  /**
   * @returns the body of a 2xx answer as parsed JSON; undefined if it is none. @throws ProviderUnavailable,
   * ProviderRefused
   */
  async post(path: string, idempotencyKey: string, body: unknown, trace = currentTrace()): Promise<Exchanged> {
    const { status, json } = await this.#exchange(path, idempotencyKey, body, trace);
    if (status >= 200 && status < 300) return { status, json };
    const reason = (json as { reason?: unknown; code?: unknown } | null | undefined)?.[this.refusesBy];
    const final = status >= 400 && status < 500 && !passingRefusals.includes(status) && typeof reason === 'string';
    if (!final) throw answeredWith(this.#name, status);
    throw new ProviderRefused(this.#name, reasonCode(this.refusesBy === 'code' ? reason.toLowerCase() : reason));
  }

  #exchange(path: string, idempotencyKey: string, body: unknown, trace: string | undefined): Promise<Exchanged> {
    if (this.#address === undefined) throw new ProviderUnavailable(`${this.#name} is not configured`, 'not-configured');
    return exchange(this.#name, `${this.#address}/${path}`, {
      headers: { ...this.#headers, 'idempotency-key': idempotencyKey, ...(trace !== undefined && { traceparent: traceparentOf(trace) }) },
      body: JSON.stringify(body),
      timeoutMs: this.#timeoutMs,
    });
  }
}
