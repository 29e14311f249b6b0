import { setTimeout as delay } from 'node:timers/promises';
import { kindOf } from '#log';
import { log } from './log';

export interface Loop {
  name: string;
  everyMs: number;
  /** A round that takes longer counts as failed, and is not waited for: the next one is due. */
  limitMs: number;
  /** Without a good round for so long the worker is not ready. */
  lateAfterMs: number;
  /** Returns true to go on at once: there is more of the same to do. Stops where it can when the signal says so. */
  round(signal: AbortSignal): Promise<boolean | void>;
}

/** When each loop had its last good round; a loop that had none yet counts from here. */
export class Rounds {
  private readonly began = performance.now();
  private readonly last = new Map<string, number>();

  /** Notes a good round of this loop. */
  note(name: string): void {
    this.last.set(name, performance.now());
  }

  /** Returns the seconds since the last good round of each loop. */
  ages(loops: readonly Pick<Loop, 'name'>[]): Record<string, number> {
    return Object.fromEntries(loops.map(({ name }) => [name, Math.round(this.ageMs(name) / 100) / 10]));
  }

  /** Returns the loops that are late, by name. */
  late(loops: readonly Pick<Loop, 'name' | 'lateAfterMs'>[]): string[] {
    return loops.filter(({ name, lateAfterMs }) => this.ageMs(name) > lateAfterMs).map(({ name }) => name);
  }

  private ageMs(name: string): number {
    return performance.now() - (this.last.get(name) ?? this.began);
  }
}

/**
 * Rounds until the signal, whatever happens in one: it logs a round that fails or takes too long, and the next comes
 * when it is due. Settles when the last has ended, or its time.
 */
export async function run(loop: Loop, rounds: Rounds, signal: AbortSignal): Promise<void> {
  const { name, everyMs } = loop;
  let failing = false;
  while (!signal.aborted) {
    let more = false;
    try {
      more = (await withinLimit(loop, signal)) === true;
      rounds.note(name);
      if (failing) log.info(`${name} works again`);
      failing = false;
    } catch (error) {
      if (!failing) log.error(`${name} fails`, { error: kindOf(error) });
      failing = true;
    }
    if (!more) await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

class RoundTooLong extends Error {
  override readonly name = 'RoundTooLong';
}

async function withinLimit({ round, limitMs }: Loop, signal: AbortSignal): Promise<boolean | void> {
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  const timer = setTimeout(() => over.abort(), limitMs);
  const tooLong = new Promise<never>((_, reject) => over.signal.addEventListener('abort', () => reject(new RoundTooLong())));
  try {
    return await Promise.race([round(ended), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
