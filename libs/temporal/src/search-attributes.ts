import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/**
 * What an operator filters the list of workflows by, by the name in Temporal. Codes, ids and instants, nothing of a person.
 * This file imports no client: the workflows read it too.
 */
export const searchAttributes = {
  /** The state of the process, as the API says it. */
  TenureStatus: defineSearchAttributeKey('TenureStatus', SearchAttributeType.KEYWORD),
  /** When the state ends by itself, such as a cooling-off; reminders before that do not count. */
  TenureNextDueAt: defineSearchAttributeKey('TenureNextDueAt', SearchAttributeType.DATETIME),
  /** The company that the process belongs to. */
  TenureCompanyId: defineSearchAttributeKey('TenureCompanyId', SearchAttributeType.KEYWORD),
  /** How the process ended. */
  TenureOutcome: defineSearchAttributeKey('TenureOutcome', SearchAttributeType.KEYWORD),
} as const;

export type SearchAttributeName = keyof typeof searchAttributes;
