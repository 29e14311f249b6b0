import { ApplicationFailure } from '@temporalio/activity';

/**
 * Returns what Temporal may keep of an error: its kind. Messages of databases and providers may quote values.
 * `nextTryInMs`: in place of the pause that Temporal would take.
 */
export function withoutDetails(what: string, error: unknown, nextTryInMs?: number): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const name = error instanceof Error ? error.constructor.name : 'Error';
  const code = (error as { code?: unknown } | undefined)?.code;
  const told = typeof code === 'string' && /^[A-Z0-9_]{1,32}$/.test(code) ? `${name} ${code}` : name;
  return ApplicationFailure.create({
    message: `${what}: ${told}`,
    type: name,
    ...(nextTryInMs !== undefined && { nextRetryDelay: nextTryInMs }),
  });
}
