import type { Database } from '#event-store';
import { takeUnsentWakes, type Wake } from './wakes';

/** Signals the workflow of the process and deletes the wake. Never rejects; false: not sent, and the wake stays. */
export type SendWake = (wake: Wake) => Promise<boolean>;

/** So many are sent at once: with more, those of a busy Temporal only wait for each other, until their time is up. */
const atOnce = 20;

/** Ends a round, so that what it did is told. */
const wakesPerRound = 500;

/**
 * One round: sends the wakes that have been unsent for a second, oldest first, many at once. A slow one holds up no
 * other; a wake is taken only when it can be sent at once, and no more are taken after one failed.
 * @returns how many it sent and how many of this round are left, so that the caller can continue at once.
 */
export async function relayWakes(database: Database, send: SendWake, signal?: AbortSignal): Promise<{ sent: number; failed: number }> {
  const done = { sent: 0, failed: 0 };
  const underWay = new Set<Promise<void>>();
  const start = (wake: Wake) => {
    const sending: Promise<void> = send(wake).then((ok) => {
      done[ok ? 'sent' : 'failed'] += 1;
      underWay.delete(sending);
    });
    underWay.add(sending);
  };
  for (let more = true; more;) {
    const free = atOnce - underWay.size;
    const wakes = await takeUnsentWakes(database, free);
    wakes.forEach(start);
    while (underWay.size > atOnce / 2) await Promise.race(underWay);
    more = wakes.length === free && done.failed === 0 && done.sent < wakesPerRound && !signal?.aborted;
  }
  await Promise.all(underWay);
  return done;
}
