import type { Instant } from '#domain';

/** As every answer tells the time: UTC, with milliseconds. */
export const rfc3339 = (instant: Instant): string => new Date(instant).toISOString();

const parts = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;
const unitMs = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** Milliseconds of an ISO 8601 duration that its schema has let through. */
export function durationMs(duration: string): number {
  const [, ...amounts] = parts.exec(duration) ?? [];
  return amounts.reduce((sum, amount, i) => sum + Number(amount ?? 0) * unitMs[i]!, 0);
}
