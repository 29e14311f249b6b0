import { CancellationScope, sleep } from '@temporalio/workflow';

/** An alarm so much too early is kept, because a look costs less than another timer; late it may hardly be. */
const kept = { earlyMs: 1_000, lateMs: 100 } as const;

/** A timer that outlives looks: a process that sleeps again until the same instant costs Temporal no other one. */
export class Alarm {
  rung = false;
  private readonly scope = new CancellationScope();

  /** `at`: by the clock of the workflow. An operator reads `summary`. */
  constructor(
    private readonly at: number,
    summary: string,
  ) {
    const ring = async () => {
      await sleep(at - Date.now(), { summary });
      this.rung = true;
    };
    // The only way to fail is to be cancelled.
    this.scope.run(ring).catch(() => undefined);
  }

  /** True when it can serve a sleep until this instant. */
  serves(at: number): boolean {
    return !this.rung && this.at >= at - kept.earlyMs && this.at <= at + kept.lateMs;
  }

  cancel(): void {
    this.scope.cancel();
  }
}
