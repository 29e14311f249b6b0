import { setTimeout as delay } from 'node:timers/promises';

const askEveryMs = 25;
const patienceMs = 30_000;

/**
 * Asks until the answer is as wanted, and returns it: for changes that happen by themselves a little later.
 * Assertions come after it, and only once.
 * @throws when the time is up, with the last answer.
 */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  wanted: (answer: T) => boolean = Boolean,
  withinMs = patienceMs,
): Promise<T> {
  // By the monotonic clock: a machine's clock that jumps must not shorten the limit.
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs / 1000} s: ${what}; last seen ${JSON.stringify(answer)}`);
    await delay(askEveryMs);
  }
}
