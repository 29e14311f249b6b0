import { ProviderRefused, ProviderUnavailable } from './errors';

export interface ProviderOptions {
  /** How long an answer may take, body included. */
  timeoutMs?: number;
}

interface ProviderAnswer {
  status: number;
  json: unknown;
}

/** Answered before it is done: the outcome comes by a signed callback, or to the same key asking again. */
export const takenStatus = 202;

/** Refusals that pass by themselves: not allowed in at the moment, too slow, too early, too many. */
const passingRefusals: readonly number[] = [401, 408, 425, 429];

const reasonPattern = /^[a-z]{1,24}([-_][a-z]{1,24}){0,5}$/;

/** A reason ends in events and answers: only what has the shape of a code is taken over, no free text and no number. */
export const reasonCode = (reason: string | undefined): string =>
  reason !== undefined && reasonPattern.test(reason) ? reason : 'unspecified';

/** Calls one provider over HTTP and turns whatever comes back into an answer or one of two errors, which never hold what was sent or received. */
export class Provider {
  readonly #name: string;
  readonly #baseUrl: string;
  readonly #timeoutMs: number;

  constructor(name: string, baseUrl: string, { timeoutMs = 5_000 }: ProviderOptions) {
    this.#name = name;
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs;
  }

  /** @returns a 2xx answer: its body as parsed JSON, undefined where it is none. @throws ProviderUnavailable, ProviderRefused */
  async post(path: string, idempotencyKey: string, body: unknown): Promise<ProviderAnswer> {
    const { status, json } = await this.#exchange(path, idempotencyKey, body);
    if (status >= 200 && status < 300) return { status, json };
    const reason = (json as { reason?: unknown } | null | undefined)?.reason;
    const final = status >= 400 && status < 500 && !passingRefusals.includes(status) && typeof reason === 'string';
    if (!final) throw new ProviderUnavailable(`${this.#name} answered with status ${status}`);
    throw new ProviderRefused(this.#name, reasonCode(reason));
  }

  async #exchange(path: string, idempotencyKey: string, body: unknown): Promise<ProviderAnswer> {
    try {
      const response = await fetch(`${this.#baseUrl}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        body: JSON.stringify(body),
        // Personal data goes where the configuration says, and nowhere a provider points to.
        redirect: 'error',
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      return { status: response.status, json: jsonOrNothing(await response.text()) };
    } catch (error) {
      // The cause is left behind on purpose: nobody vouches for what a library's error quotes.
      throw new ProviderUnavailable(`${this.#name} gave no answer (${causeCode(error)})`);
    }
  }
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `ECONNREFUSED`, `TimeoutError`: what kind of failure, as far as it can be told without quoting. */
function causeCode(error: unknown): string {
  const code = ((error as Error).cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : (error as Error).name;
}
