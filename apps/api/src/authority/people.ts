import { Injectable } from '@nestjs/common';
import { Database } from '#event-store';
import { Recent } from './recent';

const cachedMs = 10_000;
const cachedMax = 10_000;

/** The people that services act for, and the random ids that stand for them in events. */
@Injectable()
export class People {
  private readonly known = new Recent<true>(cachedMs, cachedMax);
  private readonly principals = new Recent<string>(cachedMs, cachedMax);

  constructor(private readonly database: Database) {}

  /** A person is known by the account he lives in. */
  async exists(accountId: string): Promise<boolean> {
    const found = await this.known.get(accountId, async () => {
      const rows = await this.database.query(`SELECT 1 FROM rm.process WHERE stream_id = $1`, [`account:${accountId}`]);
      return rows.length > 0 ? true : undefined;
    });
    return found === true;
  }

  /** The random id of a person; made at his first command. */
  async principalOf(accountId: string): Promise<string> {
    const id = await this.principals.get(accountId, async () => {
      // The update changes nothing; it makes the row come back when another request was first.
      const [row] = await this.database.query<{ principalId: string }>(
        `INSERT INTO iam.principals (external_id) VALUES ($1)
         ON CONFLICT (external_id) DO UPDATE SET external_id = excluded.external_id RETURNING principal_id AS "principalId"`,
        [`user:${accountId}`],
      );
      return row?.principalId;
    });
    if (id === undefined) throw new Error('no principal came back');
    return id;
  }
}
