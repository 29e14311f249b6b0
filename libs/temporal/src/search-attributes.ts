import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type SearchAttributePair,
  type SearchAttributeUpdatePair,
  type TypedSearchAttributes,
} from '@temporalio/common';

/**
 * What an operator filters the list of workflows by, by the name in Temporal. Codes, ids and instants, nothing of a
 * person.
 * This file imports no client: the workflows read it too.
 */
export const searchAttributes = {
  /** The state of the process, as the API says it. */
  TenureStatus: defineSearchAttributeKey('TenureStatus', SearchAttributeType.KEYWORD),
  /** When the state ends by itself, such as a cooling-off: its last deadline, since reminders end nothing. */
  TenureNextDueAt: defineSearchAttributeKey('TenureNextDueAt', SearchAttributeType.DATETIME),
  /** The company that the process belongs to. */
  TenureCompanyId: defineSearchAttributeKey('TenureCompanyId', SearchAttributeType.KEYWORD),
  /** How the process ended. */
  TenureOutcome: defineSearchAttributeKey('TenureOutcome', SearchAttributeType.KEYWORD),
} as const;

export type SearchAttributeName = keyof typeof searchAttributes;

/** Values by name, as JSON keeps them: instants in milliseconds, null for one that the process does not have. */
export type AttributeValues = Partial<Record<SearchAttributeName, string | number | null>>;

/** What a commit or a look knows of a process. */
export interface Standing {
  status: string;
  outcome?: string | undefined;
  companyId?: string | null | undefined;
  endsAt?: number | null | undefined;
}

/** The values of those attributes that the namespace takes. */
export function attributesOf({ status, outcome, companyId, endsAt }: Standing, known: ReadonlySet<SearchAttributeName>): AttributeValues {
  const values = {
    TenureStatus: status,
    TenureNextDueAt: endsAt ?? null,
    TenureCompanyId: companyId ?? null,
    TenureOutcome: outcome ?? null,
  };
  return Object.fromEntries(Object.entries(values).filter(([name]) => known.has(name as SearchAttributeName)));
}

/** The same without those that the process does not have, for the start of a workflow. */
export const pairsOf = (values: AttributeValues): SearchAttributePair[] =>
  updatesOf(values).filter(({ value }) => value !== null) as SearchAttributePair[];

/** As Temporal's SDK takes them; null takes one away. */
export const updatesOf = (values: AttributeValues): SearchAttributeUpdatePair[] =>
  (Object.entries(values) as [SearchAttributeName, string | number | null][]).map(([name, value]) => ({
    key: searchAttributes[name],
    value: typeof value === 'number' ? new Date(value) : value,
  })) as SearchAttributeUpdatePair[];

const dayMs = 86_400_000;
const dayOf = (at: unknown) => (at instanceof Date ? Math.floor(at.getTime() / dayMs) : at);

/** True if a list would show something else: another value, or an instant on another day. */
export const isShownOtherwise = (values: AttributeValues, shown: Pick<TypedSearchAttributes, 'get'>): boolean =>
  updatesOf(values).some(({ key, value }) => dayOf(value) !== dayOf(shown.get(key) ?? null));
