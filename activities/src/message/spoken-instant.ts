import type { Instant } from '#domain';

const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** `6 December 2026 at 14:07 UTC`: names the zone, because we do not know the reader's. */
export const spokenInstant = (instant: Instant): string => `${format.format(instant)} UTC`;
