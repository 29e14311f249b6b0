import { principalsOf, type Viewer } from '#domain';
import type { Reader } from '../reader';

/**
 * SQL for a process that a viewer sees: as `sees`, by the columns that each process declares. Takes {@link
 * seenParameters} from `$n` on.
 */
export function isSeen(n: number): string {
  const [as, principals, account, client, companies, left, whole, departments] = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `$${n + i}`);
  const own = `companies = '{}' AND (${as} <> 'service' OR client = ${client})`;
  const isWithin = `(${companies}::uuid[] IS NULL OR companies && ${companies} OR (${own}))`;
  const isOthersDraft = `coalesce(draft AND client <> ${client}::text, false)`;
  const isOfLeft = `coalesce(companies <> '{}' AND companies <@ ${left}::uuid[], false)`;
  return `(${as}::text = 'operator' OR (principals && ${principals}::uuid[] AND ${isWithin} AND NOT ${isOfLeft})
  OR (accounts @> ARRAY[${account}::uuid] AND ${isWithin})
  OR (${as} = 'service' AND services = 'all' AND NOT ${isOthersDraft} AND ${isWithin})
  OR (companies && ${whole}::uuid[] AND draft IS NOT TRUE)
  OR (departments && ${departments}::uuid[] AND departments <> '{}' AND draft IS NOT TRUE AND ${isWithin}))`;
}

/** How many parameters {@link isSeen} takes. */
export const seenParameterCount = 8;

export const seenParameters = (viewer: Viewer): readonly (string | readonly string[] | null)[] => [
  viewer.as,
  principalsOf(viewer),
  viewer.as === 'person' || viewer.as === 'administrator' ? (viewer.account ?? null) : null,
  viewer.as === 'service' ? viewer.client : null,
  viewer.as === 'operator' || viewer.companies === 'platform' ? null : viewer.companies,
  ('left' in viewer && viewer.left) || [],
  ...(viewer.as === 'administrator' ? [viewer.whole, viewer.departments] : [null, null]),
];

/**
 * SQL that comes behind conditions which only few rows meet, in a subquery: PostgreSQL finds these rows first, by the
 * index.
 * It cannot know that a person has few processes, and would look through all of them in the order of the list.
 */
export const fewRows = 'OFFSET 0';

/** Returns those of these streams that a viewer sees. */
export async function seenStreams(db: Reader, viewer: Viewer, streamIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (viewer.as === 'operator' || streamIds.length === 0) return new Set(streamIds);
  const found = await db.query<{ streamId: string }>(
    `SELECT stream_id AS "streamId" FROM rm.process WHERE stream_id = ANY ($1) AND ${isSeen(2)}`,
    [streamIds, ...seenParameters(viewer)],
  );
  return new Set(found.map(({ streamId }) => streamId));
}

const concerned = `companies && $3::uuid[] AND (type = 'account' OR closed_at IS NULL)`;

/**
 * What a person has to do with one of these companies now: they are a member or an applicant (`about`), or take part in
 * what is not over, as an approver from outside does (`party`). Undefined: nothing.
 */
export async function concernsCompanies(
  db: Reader,
  { account, principals }: { account: string; principals: readonly string[] },
  companies: readonly string[],
): Promise<'about' | 'party' | undefined> {
  const [found] = await db.query<{ as: 'about' | 'party' | null }>(
    `SELECT CASE
       WHEN EXISTS (SELECT FROM rm.process WHERE accounts @> ARRAY[$1::uuid] AND ${concerned}) THEN 'about'
       WHEN EXISTS (SELECT FROM rm.process WHERE principals && $2::uuid[] AND ${concerned}) THEN 'party' END AS "as"`,
    [account, principals, companies],
  );
  return found!.as ?? undefined;
}

/** Whether a process is about this account, also one that is only planned. */
export async function concernsAccount(db: Reader, account: string): Promise<boolean> {
  const found = await db.query('SELECT FROM rm.process WHERE accounts @> ARRAY[$1::uuid] LIMIT 1', [account]);
  return found.length > 0;
}
