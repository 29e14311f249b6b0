/** What administrators are alerted of, and what the end of an alert lets go on. */
export const riskAlertPolicy = {
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** P2, V9, our choice: with such an outcome a submission that waited only for the alert is approved by its rule. */
  letsGoOn: ['harmless'],
  /** Our choice: so many alerts about one account or registration can be worked; those after them stay open. */
  alertsWorked: 1_000,
  /**
   * V9, our choice: an alert is exported from 10 seconds after it was raised, by when no older one is still to come.
   */
  exportedAfterSeconds: 10,
} as const;
export type RiskAlertPolicy = typeof riskAlertPolicy;

export const riskAlertPolicies = { 1: riskAlertPolicy } as const;
