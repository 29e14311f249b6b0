import type { Registration } from '#domain';
import type { Reader } from '../reader';
import { readRows, type ProcessRow } from './list';

/** What two registrations have in common. */
type Shared = 'phone' | 'document' | 'device';

/** An earlier registration that is over and whose data is still kept. `document`: the blind index of its document. */
export interface EarlierRegistration extends ProcessRow<Exclude<Registration, { status: 'none' }>> {
  shares: readonly Shared[];
  document?: string;
}

/** So many of each value are looked at, and so many are told. */
const lookedAt = 200;
const earlierMax = 20;

const shared = `CASE field WHEN 'identity' THEN 'document' ELSE field END`;
const documentOf = (subject: string) =>
  `(SELECT found_by FROM vault.subject_data WHERE subject_id = ${subject} AND data_class = 'profile' AND field = 'identity')`;

/**
 * Returns the registrations before this one that are over and that named the same phone, document or device, newest
 * first. `companyId`: only those that this company was asked about; left out: those of all companies.
 */
export const earlierRegistrations = (
  db: Reader,
  { subjectId, openedAt, companyId }: { subjectId: string; openedAt: number; companyId?: string | undefined },
): Promise<EarlierRegistration[]> =>
  readRows<EarlierRegistration>(
    db,
    (columns) => `SELECT ${columns('earlier')}, shares, ${documentOf('earlier.subject_id')} AS document
     FROM (SELECT array_agg(DISTINCT ${shared} ORDER BY ${shared}) AS shares, other.subject_id AS who
           FROM (SELECT field, found_by FROM vault.subject_data WHERE subject_id = $1 AND found_by IS NOT NULL) own
           CROSS JOIN LATERAL (SELECT subject_id FROM vault.subject_data WHERE found_by = own.found_by AND subject_id <> $1 LIMIT ${lookedAt} OFFSET 0) other
           GROUP BY other.subject_id) alike
     CROSS JOIN LATERAL (SELECT * FROM rm.process WHERE type = 'registration' AND subject_id = who OFFSET 0) earlier
     WHERE closed_at IS NOT NULL AND opened_at <= to_timestamp($2 / 1000.0) AND ($3::uuid IS NULL OR company_id = $3 AND draft IS NOT TRUE)
     ORDER BY opened_at DESC, id LIMIT ${earlierMax}`,
    [subjectId, openedAt, companyId ?? null],
  );

/** The blind index of the document of this subject, as long as it is kept. */
export async function documentOfSubject(db: Reader, subjectId: string): Promise<string | undefined> {
  const [found] = await db.query<{ document: string | null }>(`SELECT ${documentOf('$1')} AS document`, [subjectId]);
  return found?.document ?? undefined;
}
