import { platformCalendar } from '#domain';
import type { Keys } from '#vault';

/** Ids of processes that derive from their names, so that a command finds them without a search. */
export interface Ids {
  position(companyId: string, positionId: string): string;
  role(companyId: string, role: string): string;
  /** For a role of the platform, which belongs to no company. */
  platformRole(role: string): string;
  /** The n-th review of the rights in a company. */
  rightsReview(companyId: string, n: number): string;
  /** The approval about one right in a review; `of`: what tells it from the others. */
  reviewedRight(reviewId: string, ...of: readonly string[]): string;
  /** What stands for the place of the one open case of this account and method. */
  openCase(accountId: string, method: string): string;
  /** Without a company: one of the platform, whose own one every program knows. */
  calendar(companyId: string | undefined, calendarId: string): string;
  /**
   * Stands for the reference to a recording of a face, which events do not hold. Each client has its own: none uses up
   * what another one was given.
   */
  recording(reference: string, client: string): string;
  /** The only trace of the code of an invite. */
  invite(code: string): string;
}

export const idsFrom = (keys: Pick<Keys, 'uuid'>): Ids => ({
  position: (companyId, positionId) => keys.uuid('position', companyId, positionId),
  role: (companyId, role) => keys.uuid('role', companyId, role),
  platformRole: (role) => keys.uuid('role', 'platform', role),
  rightsReview: (companyId, n) => keys.uuid('rights-review', companyId, String(n)),
  reviewedRight: (reviewId, ...of) => keys.uuid('reviewed right', reviewId, ...of),
  openCase: (accountId, method) => keys.uuid('open case', accountId, method),
  calendar: (companyId, calendarId) =>
    companyId === undefined && calendarId === platformCalendar.calendarId
      ? platformCalendar.storedId
      : keys.uuid('calendar', companyId ?? 'platform', calendarId),
  recording: (reference, client) => keys.uuid('recording', client, reference),
  invite: (code) => keys.uuid('invite', code),
});
