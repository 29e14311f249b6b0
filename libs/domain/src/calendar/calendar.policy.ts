/** Calendars that companies and operators store, and what counts by them. */
export const calendarPolicy = {
  /** Version of this table. A calendar keeps the version it was opened under. */
  version: 1,
  /** Our choice: from its first day to its last, a version of a calendar speaks of 20 years at most. */
  calendarYears: 20,
  /** Our choice: a version names 1,000 holidays and make-up days at most, so that it is read in one piece. */
  calendarDays: 1_000,
  /** Our choice: a calendar has 200 versions at most: one a month for more than 16 years. */
  calendarVersions: 200,
  /** Our choice: a refusal names 100 faults of a calendar at most, beginning with the first. */
  faultsTold: 100,
  /**
   * Our choice: counted again, nothing falls due within 24 hours, unless it was to before: a calendar that is edited
   * decides over nobody without notice.
   */
  replanNoticeHours: 24,
} as const;
export type CalendarPolicy = typeof calendarPolicy;

/** By version: a calendar keeps the one that it was opened under. */
export const calendarPolicies = { 1: calendarPolicy } as const;
