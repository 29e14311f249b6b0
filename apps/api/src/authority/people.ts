import { Injectable } from '@nestjs/common';
import { standing, type Account } from '#domain';
import { Database } from '#event-store';
import type { Person } from './authority';
import { Recent } from './recent';

const cachedMs = 10_000;
const cachedMax = 10_000;

/** Who has an identifier: the account or registration that holds its claim, and the person whose it is. */
export interface ClaimHolder {
  holder: string;
  principalId: string;
}

/** People by the ids that they have outside, and the random ids that stand for them in events and answers. Whoever is named has one; it never changes, and goes when he is erased. */
@Injectable()
export class People {
  private readonly principals = new Recent<string>(cachedMs, cachedMax);

  constructor(private readonly database: Database) {}

  /**
   * Somebody for whom a service may act: he was named (as an approver, as the holder of a role), or has an account. Nobody whose account is gone. Asked anew each
   * time: an account is frozen at once (D2).
   */
  async whoMayBeActedFor(userId: string): Promise<Person | undefined> {
    const [found] = await this.database.query<{ principalId: string | null; account: Account | null }>(
      `SELECT (SELECT principal_id FROM iam.principals WHERE external_id = 'user:' || $1) AS "principalId",
         (SELECT state FROM rm.process WHERE stream_id = 'account:' || $1) AS account`,
      [userId],
    );
    const { principalId, account } = found!;
    const stands = account ? standing(account) : 'present';
    if (stands === 'gone' || (principalId === null && account === null)) return undefined;
    return { userId, principalId: principalId ?? (await this.named(userId)), leaving: stands === 'leaving' };
  }

  /** The principal of somebody who was named before; nobody is made by asking. */
  known(userId: string): Promise<string | undefined> {
    return this.principals.get(userId, async () => {
      const [row] = await this.database.query<{ id: string }>('SELECT principal_id AS id FROM iam.principals WHERE external_id = $1', [
        `user:${userId}`,
      ]);
      return row?.id;
    });
  }

  /**
   * The principal of somebody, and of whoever has an identifier, by its blind index: with an account of his, or with a registration that will be his account. Both are
   * named, or who has it could be made a judge of it later. One statement that always writes: how long it takes tells nobody who has what.
   */
  async namedWithHolder(userId: string, kind: 'identity', key: string): Promise<{ principalId: string; holder?: ClaimHolder }> {
    const [found] = await this.database.query<{ principalId: string; holder: string | null; holderId: string }>(
      `WITH holder AS (
         SELECT c.holder, coalesce(r.state ->> 'joins', r.account_id::text, c.holder::text) AS user_id
         FROM es.claims c LEFT JOIN rm.process r ON r.stream_id = 'registration:' || c.holder WHERE c.kind = $2 AND c.key = $3),
       named AS (
         INSERT INTO iam.principals (external_id) SELECT 'user:' || id FROM (SELECT $1 AS id UNION SELECT user_id FROM holder) people ORDER BY 1
         ON CONFLICT (external_id) DO UPDATE SET external_id = excluded.external_id RETURNING external_id, principal_id)
       SELECT own.principal_id AS "principalId", holder, theirs.principal_id AS "holderId"
       FROM named own LEFT JOIN holder ON true LEFT JOIN named theirs ON theirs.external_id = 'user:' || user_id WHERE own.external_id = 'user:' || $1`,
      [userId, kind, key],
    );
    const { principalId, holder, holderId } = found!;
    return { principalId, ...(holder !== null && { holder: { holder, principalId: holderId } }) };
  }

  /** The principal of somebody who is being named, made where there is none. */
  async named(userId: string): Promise<string> {
    const id = await this.principals.get(userId, async () => {
      // The update changes nothing; it makes the row come back when another request was first.
      const [row] = await this.database.query<{ id: string }>(
        `INSERT INTO iam.principals (external_id) VALUES ($1)
         ON CONFLICT (external_id) DO UPDATE SET external_id = excluded.external_id RETURNING principal_id AS id`,
        [`user:${userId}`],
      );
      return row?.id;
    });
    if (id === undefined) throw new Error('no principal came back');
    return id;
  }

  /** The same for `user:<id>` as bodies and queries name people. */
  namedAll(people: readonly string[]): Promise<string[]> {
    return Promise.all(people.map((person) => this.named(userIdOf(person))));
  }
}

/** The id in a `user:<id>` that its schema has let through. */
export const userIdOf = (person: string): string => person.slice('user:'.length);
