import type { Database } from '#event-store';
import { takeUnsentWakes, type Wake } from './wakes';

/** Signals the workflow of the process and deletes the wake. Never rejects; false: not sent, and the wake stays. */
export type SendWake = (wake: Wake) => Promise<boolean>;

/**
 * Sent in parallel, so that a hanging Temporal cannot block a round; with two rounds a second this also limits the
 * rate.
 */
const wakesPerRound = 20;

/**
 * One round: sends the wakes that have been unsent for a second, oldest first; failed ones wait for a later round.
 * @returns how many it sent and how many of this round are left, so that the caller can continue at once.
 */
export async function relayWakes(database: Database, send: SendWake): Promise<{ sent: number; failed: number }> {
  const wakes = await takeUnsentWakes(database, wakesPerRound);
  const answers = await Promise.all(wakes.map((wake) => send(wake)));
  const sent = answers.filter(Boolean).length;
  return { sent, failed: answers.length - sent };
}
