/** What any view of an inbox may be asked for. */
export interface InboxFilter {
  companyId?: string;
  matterType?: string;
  matterId?: string;
}

/** SQL for an approval of a row of `rm.process` with this name that the filter asks for. */
export const isAskedFor = (row: string, n: number): string =>
  `($${n}::uuid IS NULL OR ${row}.company_id = $${n}) AND ($${n + 1}::text IS NULL OR ${row}.matter_type = $${n + 1}) AND ($${n + 2}::uuid IS NULL OR ${row}.matter_id = $${n + 2})`;

/**
 * SQL that ends what is asked of each row: PostgreSQL would join all rows of a busy person first, and sort them, where
 * the first ones of an index do.
 */
export const rowByRow = 'OFFSET 0';

/** How many parameters {@link isAskedFor} takes. */
export const filterParameterCount = 3;

export const filterParameters = ({ companyId, matterType, matterId }: InboxFilter): readonly (string | null)[] => [
  companyId ?? null,
  matterType ?? null,
  matterId ?? null,
];
