import type { Reader } from '../reader';

/** A pending approval with dates that its calendar does not reach; as the index has it. */
export const isProvisional = (row: string): string =>
  `${row}.type = 'approval' AND ${row}.closed_at IS NULL AND ${row}.state @> '{"workingDays": {"provisional": true}}'`;
const calendarOf = (row: string) => `coalesce(${row}.state #>> '{workingDays,storedId}', ${row}.state #>> '{workingDays,calendarId}')`;
const versionOf = (row: string) => `(${row}.state #>> '{workingDays,version}')`;

/** A version of a calendar by which pending approvals have provisional dates. */
export interface ProvisionalBy {
  /** The id of its stream, or its name where it is built in. */
  calendar: string;
  version: string;
  /** The newest version of one that is stored. */
  newest: number | null;
  /** The newest version of the platform's own, where there is one. */
  ofPlatform: number | null;
}

/**
 * Those versions, each once, behind a place: the index is entered once for each, however many approvals there are.
 * `platform`: the stream of the platform's own calendar.
 */
export const provisionalBy = (
  db: Reader,
  platform: string,
  after: Pick<ProvisionalBy, 'calendar' | 'version'> | undefined,
  limit: number,
): Promise<ProvisionalBy[]> =>
  db.query(
    `WITH RECURSIVE counted (calendar, version, n) AS (
       (SELECT ${calendarOf('p')}, ${versionOf('p')}, 1 FROM rm.process p
        WHERE ${isProvisional('p')} AND (${calendarOf('p')}, ${versionOf('p')}) > ($2::text, $3::text) ORDER BY 1, 2 LIMIT 1)
       UNION ALL
       SELECT next.*, c.n + 1 FROM counted c, LATERAL (
         SELECT ${calendarOf('p')}, ${versionOf('p')} FROM rm.process p
         WHERE ${isProvisional('p')} AND (${calendarOf('p')}, ${versionOf('p')}) > (c.calendar, c.version) ORDER BY 1, 2 LIMIT 1) next
       WHERE c.n < $4)
     SELECT calendar, version, (SELECT revision FROM rm.process k WHERE k.stream_id = 'calendar:' || calendar) AS newest,
       (SELECT revision FROM rm.process k WHERE k.stream_id = 'calendar:' || $1::text) AS "ofPlatform" FROM counted`,
    [platform, after?.calendar ?? '', after?.version ?? '', limit],
  );

/** The pending approvals with provisional dates by this version, by their ids, behind a place. */
export async function approvalsCountedBy(
  db: Reader,
  { calendar, version }: Pick<ProvisionalBy, 'calendar' | 'version'>,
  afterId: string | undefined,
  limit: number,
): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    `SELECT id FROM rm.process p WHERE ${isProvisional('p')} AND ${calendarOf('p')} = $1 AND ${versionOf('p')} = $2
       AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $4`,
    [calendar, version, afterId ?? null, limit],
  );
  return found.map(({ id }) => id);
}
