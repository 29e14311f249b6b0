import type { BegunEffect } from '#engine';
import { kindOf, type Log } from '#log';

/** Logs how one try of an effect ended. */
export class Telling {
  private readonly since = performance.now();

  constructor(
    private readonly log: Log,
    private readonly begun: Pick<BegunEffect, 'effectId' | 'kind' | 'attempts'>,
  ) {}

  /** `refused`: the code of a final no. */
  done(refused: string | undefined): void {
    if (refused === undefined) this.log.info('effect performed', this.fields());
    else this.log.warn('effect refused for good', { ...this.fields(), reason: refused });
  }

  /** The provider decides later. */
  taken(): void {
    this.log.info('effect taken for later', this.fields());
  }

  failed(error: unknown): void {
    this.log.warn('effect failed, and is tried again', { ...this.fields(), reason: kindOf(error) });
  }

  private fields() {
    const { effectId, kind, attempts } = this.begun;
    const process = effectId.split(':', 2).join(':');
    return { process, effect: effectId, kind, attempt: attempts, ms: Math.round(performance.now() - this.since) };
  }
}
