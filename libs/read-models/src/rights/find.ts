import type { Account, Role } from '#domain';
import { readRows } from '../process/list';
import type { Reader } from '../reader';

interface Found<S> {
  id: string;
  state: S;
}

/** Accounts by company are found by index; of one company they are read by their ids, page by page. */
const inCompany = `SELECT * FROM rm.process WHERE companies @> ARRAY[$1::uuid] AND type = $2 AND ($3::uuid IS NULL OR id > $3) OFFSET 0`;

/** Returns the accounts of the people who are members of a company or about to be, by their ids, behind one. */
export const accountsIn = (db: Reader, companyId: string, after: string | undefined, limit: number): Promise<Found<Account>[]> =>
  readRows(db, (columns) => `SELECT ${columns('p')} FROM (${inCompany}) p ORDER BY id LIMIT $4`, [
    companyId,
    'account',
    after ?? null,
    limit,
  ]);

/** Returns the roles of a company by their ids, from one on. */
export const rolesIn = (db: Reader, companyId: string, from: string | undefined, limit: number): Promise<Found<Role>[]> =>
  readRows(
    db,
    (columns) =>
      `SELECT ${columns('p')} FROM (SELECT * FROM rm.process WHERE companies @> ARRAY[$1::uuid] AND type = 'role' AND ($2::uuid IS NULL OR id >= $2) OFFSET 0) p
       ORDER BY id LIMIT $3`,
    [companyId, from ?? null, limit],
  );
