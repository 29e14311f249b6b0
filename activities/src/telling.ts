import type { Log } from '#log';

/** A try that ended nothing: why, as a code, and when the next one is planned, unless Temporal alone plans it. */
export interface FailedTry {
  reason: string;
  nextTryInMs?: number;
}

/** Logs how one try of an effect ended: ids, codes and instants, never what a provider has said. */
export class Telling {
  /** Which try it is; unknown to one that could not begin. */
  attempt: number | undefined;
  private readonly since = performance.now();

  constructor(
    private readonly log: Log,
    private readonly effectId: string,
    private readonly kind: string,
  ) {}

  done(): void {
    this.log.info('effect performed', this.fields());
  }

  /** `reason`: the code of a final no. */
  refused(reason: string): void {
    this.log.warn('effect refused for good', { ...this.fields(), reason });
  }

  /** The provider decides later. */
  taken(failed: FailedTry): void {
    this.log.info('effect taken for later', { ...this.fields(), ...told(failed) });
  }

  failed(failed: FailedTry): void {
    this.log.warn('effect failed, and is tried again', { ...this.fields(), ...told(failed) });
  }

  private fields() {
    const process = this.effectId.split(':', 2).join(':');
    const ms = Math.round(performance.now() - this.since);
    return { process, effect: this.effectId, kind: this.kind, attempt: this.attempt, ms };
  }
}

const told = ({ reason, nextTryInMs }: FailedTry) => ({
  reason,
  nextTryAt: nextTryInMs === undefined ? undefined : new Date(Date.now() + nextTryInMs).toISOString(),
});
