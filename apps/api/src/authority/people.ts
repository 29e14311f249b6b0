import { Injectable } from '@nestjs/common';
import { standing, type Account } from '#domain';
import { Database } from '#event-store';
import { findPrincipal, namePerson, namePersonAndHolder, readPerson } from '#iam';
import type { Person } from './authority';
import { TtlCache } from './ttl-cache';

const cachedMs = 10_000;
const cachedMax = 10_000;

/** People by the ids that they have outside, and the random ids that stand for them in events and answers: made when a person is first named, erased with the person. */
@Injectable()
export class People {
  private readonly principals = new TtlCache<string>(cachedMs, cachedMax);

  constructor(private readonly database: Database) {}

  /**
   * A person for whom a service may act: named before (as an approver, as the holder of a role), or with an account that is not gone. Asked anew each
   * time: an account is frozen at once (D2).
   */
  async whoMayBeActedFor(userId: string): Promise<Person | undefined> {
    const { principalId, account } = await readPerson(this.database, userId);
    const stands = account ? standing(account as Account) : 'present';
    if (stands === 'gone' || (principalId === null && account === null)) return undefined;
    return { userId, principalId: principalId ?? (await this.named(userId)), leaving: stands === 'leaving' };
  }

  /** The principal of a person who was named before; asking makes none. */
  known(userId: string): Promise<string | undefined> {
    return this.principals.get(userId, () => findPrincipal(this.database, userId));
  }

  /** The principal of a person, and of whoever has an identifier, by its blind index. Both are named, or the holder could be made a judge of it later. */
  namedWithHolder(userId: string, kind: 'identity', key: string) {
    return namePersonAndHolder(this.database, userId, { kind, key });
  }

  /** The principal of a person, made where there is none. */
  async named(userId: string): Promise<string> {
    return (await this.principals.get(userId, () => namePerson(this.database, userId)))!;
  }

  /** The same for `user:<id>` as bodies and queries name people. */
  namedAll(people: readonly string[]): Promise<string[]> {
    return Promise.all(people.map((person) => this.named(userIdOf(person))));
  }
}

/** The id in a `user:<id>` that its schema has let through. */
export const userIdOf = (person: string): string => person.slice('user:'.length);
