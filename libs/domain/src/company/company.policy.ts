/**
 * Companies and the people who may join them. S0 knows invites of a company's administrator; that an invite serves one
 * registration, and how long it is valid, is our choice.
 */
export const companyPolicy = {
  /** Version of this table. A process keeps the version it was opened under. */
  version: 1,
  /** R3, our choice: an invite is valid for 7 days unless its issuer says otherwise. */
  inviteDays: 7,
  /** R3, our choice: no invite is valid for longer than 90 days. */
  inviteDaysMax: 90,
  /**
   * R9, our choice: an operator says 100 times at most whether a company is foreign-related. Release 0.1.0 has no such
   * command.
   */
  foreignRelations: 100,
  /**
   * Our choice: a person is granted one role 20 times at most. Release 0.1.0 took none back, so it granted it once.
   */
  grantsPerHolder: 20,
  /** G7, our choice: the name of a department changes 100 times at most. Release 0.1.0 has no departments. */
  departmentNames: 100,
  /** R16, our choice: a company chooses its calendar 100 times at most. Release 0.1.0 has no such command. */
  calendarChoices: 100,
  /**
   * X6, X18, our choice: what a company asks its people to prove changes 100 times at most. Release 0.1.0 has no such
   * command.
   */
  profileChoices: 100,
  /**
   * R22, our choice: what a company lets its people do changes 500 times at most. Release 0.1.0 has no such command.
   */
  memberRuleChoices: 500,
} as const;
export type CompanyPolicy = typeof companyPolicy;

/** By version: a company, its positions, roles and invites keep the one that they were opened under. */
export const companyPolicies = { 1: companyPolicy } as const;
