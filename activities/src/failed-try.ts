import { Unavailable } from '#engine';
import { ProviderUnavailable } from '#providers';

const firstPauseMs = 1_000;
const longestPauseMs = 300_000;

/**
 * The pause after so many tries: 1 s, 2 s, 4 s … 5 min. The failure carries it, so that Temporal waits as long as the
 * record says.
 */
export const pauseMs = (attempts: number): number => Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, attempts - 1));

/** Why a try failed, as a code. What a database or a library says may quote values, so only its kind is taken over. */
export function reasonOf(error: unknown): string {
  if (error instanceof ProviderUnavailable || error instanceof Unavailable) return error.reason;
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? `sqlstate-${code.toLowerCase()}` : 'internal';
}
