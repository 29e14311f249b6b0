import { Injectable } from '@nestjs/common';
import { companiesLeft, processOf, standing, type Account, type Companies } from '#domain';
import { streamIdOf } from '#engine';
import { Database } from '#event-store';
import { aliasesOf, findNamed, namePerson, namePersonAndHolder, noteActed } from '#iam';
import { concernsCompanies, readProcess } from '#read-models';
import { refusal } from '../http/refusal';
import type { Person } from './authority';
import { TtlCache } from './ttl-cache';

const cachedMs = 10_000;
const cachedMax = 10_000;

/**
 * Public ids of people, and the random ids that stand for them in events and answers.
 * A random id is created when a person is first named, and erased with the person. Ids that turned out to be one
 * person's are resolved to the one of their account.
 */
@Injectable()
export class People {
  private readonly acted = new Set<string>();
  private readonly principals = new TtlCache<string>(cachedMs, cachedMax);

  constructor(private readonly database: Database) {}

  /**
   * Returns a person for whom a service may act: one who was named before, or has an account that is not gone.
   * Read anew each time, because an account is frozen at once (D2).
   * A key of some companies acts for their members, applicants and approvers alone.
   * @throws Refusal `newer-release` for a person whose account only a newer release can read
   */
  async findPerson(namedAs: string, companies: Companies): Promise<Person | undefined> {
    const [named, ofThisId] = await Promise.all([findNamed(this.database, namedAs), this.accountOf(namedAs)]);
    const { userId = namedAs, principalId, aliases = [] } = named ?? {};
    const account = userId === namedAs ? ofThisId : await this.accountOf(userId);
    if (account && !processOf('account').canRead(account)) throw refusal('newer-release');
    const principals = principalId === undefined ? [] : [principalId, ...aliases];
    const concern = companies === 'platform' ? 'about' : await concernsCompanies(this.database, { account: userId, principals }, companies);
    if (concern === undefined) return undefined;
    const stands = account ? standing(account.state) : 'present';
    if (stands === 'gone' || (principalId === undefined && account === undefined)) return undefined;
    return {
      userId,
      principalId: principalId ?? (await this.principalOf(userId)),
      leaving: stands === 'leaving',
      left: companiesLeft(account?.state),
      ...(concern === 'party' && { outside: true }),
      ...(aliases.length > 0 && { aliases }),
      ...(userId !== namedAs && { namedAs }),
    };
  }

  private accountOf(userId: string) {
    return readProcess<Account>(this.database, streamIdOf('account', userId));
  }

  /** Returns further principals of these people, each with the one that stands for its person. */
  aliasesOf(principalIds: readonly string[]): Promise<Readonly<Record<string, string>>> {
    return aliasesOf(this.database, principalIds);
  }

  /** Records, off the caller's path, that a person acts for the first time that this program knows of. */
  noteActed(principalId: string): void {
    if (this.acted.has(principalId)) return;
    if (this.acted.size >= cachedMax) this.acted.clear();
    this.acted.add(principalId);
    noteActed(this.database, principalId).catch(() => this.acted.delete(principalId));
  }

  /** Returns the principal of a person who was named before; creates none. */
  findPrincipal(userId: string): Promise<string | undefined> {
    return this.principals.get(userId, async () => (await findNamed(this.database, userId))?.principalId);
  }

  /**
   * Returns the principal of a person who was named before, and their other ones; creates none. Never from the cache.
   */
  async findIds(userId: string): Promise<Pick<Person, 'principalId' | 'aliases'> | undefined> {
    const { principalId, aliases = [] } = (await findNamed(this.database, userId)) ?? {};
    return principalId === undefined ? undefined : { principalId, ...(aliases.length > 0 && { aliases }) };
  }

  /** The same with the public id of the person. */
  async find(userId: string): Promise<Pick<Person, 'principalId' | 'aliases' | 'userId'> | undefined> {
    const named = await findNamed(this.database, userId);
    if (named === undefined) return undefined;
    const { aliases, ...person } = named;
    return { ...person, ...(aliases.length > 0 && { aliases }) };
  }

  /**
   * The principals of a person and of the holder of an identifier, by its blind index.
   * Creates both, or the holder could be made an approver of it later.
   */
  principalsWithHolder(userId: string, kind: 'identity', key: string) {
    return namePersonAndHolder(this.database, userId, { kind, key });
  }

  /**
   * Returns the principal of a person, and creates it if there is none. Never from the cache: events that name it must
   * not name one that was erased meanwhile. Waits for an erasure that is under way.
   * @throws Refusal `subject-not-a-person`
   */
  async principalOf(userId: string): Promise<string> {
    return (await this.nameOf(userId)).principalId;
  }

  /** The same with the public id of the person, which may be another one than the one that names them. */
  async nameOf(userId: string): Promise<Pick<Person, 'principalId' | 'userId'>> {
    const named = await namePerson(this.database, userId);
    if (named === undefined) throw refusal('subject-not-a-person');
    return named;
  }
}

/** Returns the id in a `user:<id>` that has passed its schema. */
export const userIdOf = (person: string): string => person.slice('user:'.length);
