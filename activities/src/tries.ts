import { ApplicationFailure } from '@temporalio/activity';

/** A try that takes longer delays what else its workflow has to do: it goes on beside the workflow task. */
const promptMs = 500;

/** So many tries within workflow tasks at once; those beyond are activities of their own. */
const atOnceMax = 8;

/** An activity takes part in a try that this worker began so short a time ago; later the lease may be over. */
const joinedMs = 10_000;

/** A final refusal is an answer. */
const isAnswer = (error: unknown) => error instanceof ApplicationFailure && error.nonRetryable === true;
/** Another try holds the lease, or the clock is not certain: nobody has asked the provider. */
const hasAskedNobody = (error: unknown) => error instanceof ApplicationFailure && (error.type === 'Busy' || error.type === 'ClockAhead');

interface UnderWay {
  kind: string;
  begunAt: number;
  ended: Promise<void>;
}

/**
 * The tries of effects in one worker, and which kinds end soon: those may be tried within a workflow task. A kind whose
 * last try failed or took long, or of which one takes long right now, gets activities of its own until one ends soon.
 */
export class Tries {
  /** By the id of the effect. */
  private readonly underWay = new Map<string, UnderWay>();
  private readonly late = new Set<string>();
  private readonly failed = new Set<string>();
  private atOnce = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** True when a try of this kind probably ends soon. */
  isPrompt(kind: string): boolean {
    return !this.late.has(kind) && [...this.underWay.values()].every((one) => one.kind !== kind || this.now() - one.begunAt < promptMs);
  }

  /** True when the last try of this kind brought no answer: its provider is probably away. */
  hasFailed(kind: string): boolean {
    return this.failed.has(kind);
  }

  /** Makes a try, or takes part in the one under way. Settles, and fails, as the try does. */
  run(effectId: string, kind: string, work: () => Promise<void>): Promise<void> {
    const before = this.underWay.get(effectId);
    if (before && this.now() - before.begunAt < joinedMs) return before.ended;
    const begunAt = this.now();
    const ended = work().then(
      () => this.end(effectId, { kind, begunAt, hasFailed: false }),
      (error: unknown) => {
        if (hasAskedNobody(error)) this.leave(effectId, begunAt);
        else this.end(effectId, { kind, begunAt, hasFailed: !isAnswer(error) });
        throw error;
      },
    );
    this.underWay.set(effectId, { kind, begunAt, ended });
    return ended;
  }

  /**
   * Waits for a try as long as a workflow task can. One that takes longer goes on, and so does one without a place; an
   * activity of the effect takes part in it.
   */
  async soon(begin: () => Promise<void>): Promise<void> {
    if (this.atOnce >= atOnceMax) return;
    this.atOnce += 1;
    try {
      const ended = begin();
      ended.catch(() => undefined);
      await within(promptMs, ended);
    } finally {
      this.atOnce -= 1;
    }
  }

  /**
   * Waits so long as well for those of these effects whose try has just begun here: one that takes long holds up no
   * look.
   * @returns true if there was one
   */
  async join(effectIds: readonly string[]): Promise<boolean> {
    const underWay = effectIds.flatMap((effectId) => this.underWay.get(effectId) ?? []);
    const ends = underWay.filter(({ begunAt }) => this.now() - begunAt < promptMs).map(({ ended }) => ended);
    if (ends.length === 0) return false;
    await within(promptMs, Promise.allSettled(ends));
    return true;
  }

  /** Settles when all that are under way have ended. */
  async ended(): Promise<void> {
    while (this.underWay.size > 0) await Promise.allSettled([...this.underWay.values()].map(({ ended }) => ended));
  }

  private end(effectId: string, { kind, begunAt, hasFailed }: { kind: string; begunAt: number; hasFailed: boolean }): void {
    this.leave(effectId, begunAt);
    note(this.failed, kind, hasFailed);
    note(this.late, kind, hasFailed || this.now() - begunAt >= promptMs);
  }

  private leave(effectId: string, begunAt: number): void {
    if (this.underWay.get(effectId)?.begunAt === begunAt) this.underWay.delete(effectId);
  }
}

const note = (kinds: Set<string>, kind: string, holds: boolean) => (holds ? kinds.add(kind) : kinds.delete(kind));

/** Settles as the work does, or when so long has passed. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
