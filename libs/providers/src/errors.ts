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
  | 'answer-unusable'
  | `answered-${1 | 2 | 3 | 4 | 5}xx`;

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
