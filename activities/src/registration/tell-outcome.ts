import type { Registration } from '#domain';
import { spokenInstant } from '../message/spoken-instant';

/** P3: that it came to nothing, and until when what was told is kept. Why, the applicant may ask: a message is read by whoever holds the phone. */
export function tellOutcome(state: unknown): string | undefined {
  const registration = state as Registration;
  if (registration.status !== 'rejected' && registration.status !== 'expired') return undefined;
  const end = registration.status === 'rejected' ? 'was not accepted' : 'has lapsed, because it was not finished in time';
  return `Your registration ${end}. What you told us will be erased on ${spokenInstant(registration.erasesAt)}.`;
}
