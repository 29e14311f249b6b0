import type { Instant } from '#domain';

/** The last instant that the format can write. A process whose clock went past it can still be shown. */
const lastWritten = Date.UTC(10_000, 0) - 1;

/** The format of time in every answer: UTC, with milliseconds. */
export const rfc3339 = (instant: Instant): string => new Date(Math.min(instant, lastWritten)).toISOString();

const parts = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;
const unitMs = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** Returns the milliseconds of an ISO 8601 duration that has passed its schema. */
export function durationMs(duration: string): number {
  const [, ...amounts] = parts.exec(duration) ?? [];
  return amounts.reduce((sum, amount, i) => sum + Number(amount ?? 0) * unitMs[i]!, 0);
}
