/**
 * No answer, or none that settles the call: it may have happened, so ask again with the same key.
 * Names the provider, never what was sent.
 */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';

  /** `reason`: a code, for operators. */
  constructor(
    message: string,
    readonly reason: UnavailableReason = 'no-answer',
  ) {
    super(message);
  }
}

/** Why a call is not settled: the way to the provider, its time, or what it answered. */
export type UnavailableReason =
  | 'timeout'
  | 'connection-refused'
  | 'connection-lost'
  | 'address-unknown'
  | 'no-answer'
  | 'not-configured'
  | 'answer-too-large'
  /** The vendor is busy, or has had enough calls for a time. */
  | 'vendor-busy'
  /** The account with the vendor: unpaid, without the service, blocked. */
  | 'vendor-account'
  /** Keys, templates, rules and other settings of ours that the vendor does not take. */
  | 'vendor-settings'
  /** The vendor's clock and ours are minutes apart. */
  | 'vendor-clock'
  /** A code of the vendor that no table knows yet. */
  | `unknown-${string}`
  | 'answer-unusable'
  | `answered-${1 | 2 | 3 | 4 | 5}xx`;

/** An answer with a status that settles nothing. */
export const answeredWith = (provider: string, status: number): ProviderUnavailable =>
  new ProviderUnavailable(`${provider} answered with status ${status}`, `answered-${Math.floor(status / 100) as 1 | 2 | 3 | 4 | 5}xx`);

/** The provider refused for good: asking again gives the same. `reason` is a code. */
export class ProviderRefused extends Error {
  override readonly name = 'ProviderRefused';

  constructor(
    provider: string,
    readonly reason: string,
  ) {
    super(`${provider} refused: ${reason}`);
  }
}
