import { advanceClock, type SendWake } from '#engine';
import type { Database } from '#event-store';
import { Refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';

/**
 * Walks to an instant. @throws Refusal `clock-advancing`, or `clock-not-quiet` with the processes that do not become
 * idle in `unmet`
 */
export async function walk(database: Database, to: number, send: SendWake): Promise<{ now: string; steps: number }> {
  const walked = await advanceClock(database, { to, send });
  if (walked.ok) return { now: rfc3339(walked.now), steps: walked.steps };
  const { code, due, owed, unsent } = walked.problem;
  const restless = [due, owed, unsent].flatMap((ids) => (Array.isArray(ids) ? ids.map(String) : []));
  throw new Refusal({ code, ...(restless.length > 0 && { unmet: restless }) });
}
