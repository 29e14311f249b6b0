import { setTimeout as delay } from 'node:timers/promises';
import { kindOf, say } from './say';

export interface Loop {
  name: string;
  everyMs: number;
  /** Returns true to go on at once: there is more of the same to do. */
  round(): Promise<boolean | void>;
}

/**
 * Runs rounds until the signal. A round that fails is logged, and the next one comes when it is due.
 * Settles when the last has ended.
 */
export async function run({ name, everyMs, round }: Loop, signal: AbortSignal): Promise<void> {
  let failing = false;
  while (!signal.aborted) {
    let more = false;
    try {
      more = (await round()) === true;
      if (failing) say('info', `${name} works again`);
      failing = false;
    } catch (error) {
      if (!failing) say('error', `${name} fails`, { error: kindOf(error) });
      failing = true;
    }
    if (!more) await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
