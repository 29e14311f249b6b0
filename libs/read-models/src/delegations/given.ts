import { businessNow, type ClockMode } from '#event-store';
import type { Reader } from '../reader';

/** What an opening must know of the people whom it may ask. */
export interface StandsFor {
  /** Further ids of these people, each with the one that stands for its person. */
  aliases: Readonly<Record<string, string>>;
  /** Who acts for the requester now in this company, by a delegation. */
  delegates: readonly string[];
}

/** Returns who of these people has further ids, and who acts for the requester now: in one statement. */
export async function whoStandsFor(
  db: Reader,
  people: readonly string[],
  { requester, companyId }: { requester: string; companyId: string },
  clock: ClockMode,
): Promise<StandsFor> {
  const rows = await db.query<{ id: string; person: string | null }>(
    `SELECT alias AS id, person FROM iam.aliases WHERE person = ANY ($1)
     UNION ALL
     SELECT asked[1], NULL FROM rm.process
     WHERE type = 'delegation' AND closed_at IS NULL AND company_id = $3 AND expires_at > ${businessNow(clock)}
       AND principals && (ARRAY(SELECT alias FROM iam.aliases WHERE person = $2) || $2::uuid)
       AND NOT asked && (ARRAY(SELECT alias FROM iam.aliases WHERE person = $2) || $2::uuid)
       AND to_timestamp((state ->> 'from')::float8 / 1000) <= ${businessNow(clock)}`,
    [people, requester, companyId],
  );
  const aliases = rows.flatMap(({ id, person }) => (person === null ? [] : [[id, person] as const]));
  return { aliases: Object.fromEntries(aliases), delegates: rows.flatMap(({ id, person }) => (person === null ? [id] : [])) };
}
