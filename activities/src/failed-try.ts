import { Unavailable } from '#engine';
import { ProviderUnavailable } from '#providers';

/** Why a try failed, as a code. What a database or a library says may quote values, so only its kind is taken over. */
export function reasonOf(error: unknown): string {
  if (error instanceof ProviderUnavailable || error instanceof Unavailable) return error.reason;
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? `sqlstate-${code.toLowerCase()}` : 'internal';
}
