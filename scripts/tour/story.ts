import { isDeepStrictEqual } from 'node:util';

/** Prints the steps, and stops the tour at the first unexpected result. */
export class Story {
  private steps = 0;
  private readonly startedAt = performance.now();

  step(title: string): void {
    this.steps += 1;
    console.log(`\n${String(this.steps).padStart(2)}. ${title}`);
  }

  tell(line: string): void {
    console.log(`    ${line}`);
  }

  /** @throws with both values when they differ. */
  expect(what: string, actual: unknown, expected: unknown): void {
    if (!isDeepStrictEqual(actual, expected))
      throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
    this.tell(`✓ ${what}`);
  }

  end(): void {
    console.log(`\nEverything was as expected: ${this.steps} steps in ${((performance.now() - this.startedAt) / 1_000).toFixed(1)} s.`);
  }
}
