import { mayComeFirst, type Try } from './effects';
import type { Tries } from './tries';

/** So many first tries at once: a provider that is slow holds no more, and the others are left to their workflows. */
const atOnceMax = 8;

/**
 * First tries of what a commit has just come to owe, before its workflow hears of it: by the program that made the
 * commit, or that another told. The lease decides between several; what fails, or is not tried, its workflow
 * performs.
 */
export class FirstTries {
  private isClosed = false;
  private underWay = 0;

  constructor(
    private readonly attempt: Try,
    private readonly tries: Pick<Tries, 'hasFailed' | 'ended'>,
  ) {}

  /** Begins a try of each, as far as there is room. Never rejects or throws. */
  readonly begin = (effectIds: readonly string[]): void => {
    for (const effectId of effectIds) {
      const kind = kindOf(effectId);
      if (this.isClosed || this.underWay >= atOnceMax) return;
      if (mayComeFirst(kind) && !this.tries.hasFailed(kind)) void this.make(effectId, kind);
    }
  };

  private async make(effectId: string, kind: string): Promise<void> {
    this.underWay += 1;
    // What it may say was logged, and its workflow tries again.
    await this.attempt(effectId, kind).catch(() => undefined);
    this.underWay -= 1;
  }

  /** Begins no more, and waits for all tries that are under way. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.tries.ended();
  }
}

/** The id of an effect is `<process>:<uuid>:<event id>:<kind>:<n>`. */
const kindOf = (effectId: string): string => effectId.split(':')[3] ?? '';
