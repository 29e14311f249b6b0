import type { Database } from '#event-store';
import { takeUnsentWakes, type Wake } from './wakes';

/** Signals the process's workflow and forgets the wake. False = it could not, the wake stays. Never rejects. */
export type SendWake = (wake: Wake) => Promise<boolean>;

/** Sent side by side, so that a Temporal that hangs does not make a round endless; called twice a second this bounds the rate too. */
const wakesPerRound = 20;

/**
 * One round: sends what nobody has sent for a second, oldest first. What fails is left for a later round. Returns how many were sent and how many
 * are left of this round, so that the caller can go on at once while there is more to do.
 */
export async function relayWakes(database: Database, send: SendWake): Promise<{ sent: number; failed: number }> {
  const wakes = await takeUnsentWakes(database, wakesPerRound);
  const answers = await Promise.all(wakes.map((wake) => send(wake)));
  const sent = answers.filter(Boolean).length;
  return { sent, failed: answers.length - sent };
}
