/**
 * No answer, or none that settles the call: it may have happened, so ask again with the same key.
 * Names the provider, never what was sent.
 */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}

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
