import type { Try } from './effects';
import type { Tries } from './tries';

/**
 * First tries of what a commit has just come to owe, before its workflow hears of it: by the program that made the
 * commit, or that another told. The lease decides between several; what fails, or is not tried, its workflow performs.
 */
export class FirstTries {
  private isClosed = false;

  constructor(
    private readonly attempt: Try,
    private readonly tries: Pick<Tries, 'isPrompt' | 'soon' | 'ended'>,
  ) {}

  /** Begins a try of each that probably ends soon. Never rejects or throws. */
  readonly begin = (effectIds: readonly string[]): void => {
    for (const effectId of effectIds) {
      const kind = kindOf(effectId);
      if (this.isClosed || !this.tries.isPrompt(kind)) continue;
      this.tries.soon(() => this.attempt(effectId, kind)).catch(() => undefined);
    }
  };

  /** Begins no more, and waits for all tries that are under way. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.tries.ended();
  }
}

/** The id of an effect is `<process>:<uuid>:<event id>:<kind>:<n>`. */
const kindOf = (effectId: string): string => effectId.split(':')[3] ?? '';
