import { answeredWith, ProviderUnavailable } from '../errors';
import { exchange } from '../exchange';
import { outcomeOf } from './answers';
import { authorization, contentType, type SecretPair } from './signature';

/** An action of a service of the vendor, in one version. */
export interface Action {
  service: string;
  version: string;
  action: string;
}

export interface TencentConnection extends SecretPair {
  /** `https://sms.tencentcloudapi.com`, or a regional one. */
  address: string;
  region?: string | undefined;
  timeoutMs?: number | undefined;
}

/**
 * Calls one account at Tencent Cloud (API 3.0). Like `ProviderClient` it returns an answer or throws one of two errors
 * that hold nothing of what was sent or received. It sends no idempotency key, because the vendor has none.
 */
export class TencentCloud {
  readonly #connection: TencentConnection;

  constructor(
    readonly provider: string,
    connection: TencentConnection,
  ) {
    this.#connection = connection;
  }

  /** @returns what `Response` holds. @throws ProviderUnavailable, ProviderRefused */
  async call(action: Action, body: unknown): Promise<Readonly<Record<string, unknown>>> {
    const payload = JSON.stringify(body);
    const { address, timeoutMs = 5_000 } = this.#connection;
    const { status, json } = await exchange(this.provider, rootOf(address), {
      headers: this.#headers(action, payload),
      body: payload,
      timeoutMs,
    });
    if (status !== 200) throw answeredWith(this.provider, status);
    const response = recordIn(recordIn(json)?.Response);
    if (response === undefined) throw new ProviderUnavailable(`${this.provider} answered without a response`, 'answer-unusable');
    const code = recordIn(response.Error)?.Code;
    if (response.Error !== undefined && response.Error !== null) this.outcomeOf(typeof code === 'string' ? code : 'unreadable');
    return response;
  }

  /** @throws ProviderUnavailable, ProviderRefused */
  outcomeOf(code: string) {
    return outcomeOf(this.provider, code);
  }

  #headers({ service, version, action }: Action, payload: string): Record<string, string> {
    const { address, region, ...pair } = this.#connection;
    // The vendor checks it against its own clock, so it is the machine's.
    const timestamp = Math.floor(Date.now() / 1_000);
    return {
      authorization: authorization(pair, { service, host: new URL(address).host, action, timestamp, payload }),
      'content-type': contentType,
      'x-tc-action': action,
      'x-tc-version': version,
      'x-tc-timestamp': String(timestamp),
      ...(region !== undefined && { 'x-tc-region': region }),
    };
  }
}

/** Only the path `/` is signed. */
const rootOf = (address: string) => new URL('/', address).href;

export const recordIn = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
