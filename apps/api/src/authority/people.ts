import { Injectable } from '@nestjs/common';
import { standing, type Account } from '#domain';
import { Database } from '#event-store';
import type { Person } from './authority';
import { Recent } from './recent';

const cachedMs = 10_000;
const cachedMax = 10_000;

/** People by the ids that they have outside, and the random ids that stand for them in events and answers. Whoever is named has one; it never changes. */
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
   * Who has an identifier with an account of his, by its blind index. Undefined also where he was never named: then nobody can have asked him to decide.
   * One question, whoever has it: how long the answer takes tells nothing.
   */
  async whoHas(kind: 'identity', key: string): Promise<{ accountId: string; principalId: string } | undefined> {
    const [owner] = await this.database.query<{ accountId: string; principalId: string }>(
      `SELECT c.holder AS "accountId", p.principal_id AS "principalId" FROM es.claims c JOIN iam.principals p ON p.external_id = 'user:' || c.holder
       WHERE c.kind = $1 AND c.key = $2 AND c.state = 'held'`,
      [kind, key],
    );
    return owner;
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
