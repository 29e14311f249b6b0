import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { knownPerson } from '#contracts';
import { seesKey } from '#domain';
import { Database } from '#event-store';
import { findPeople, type FoundPerson } from '#read-models';
import { Vault } from '#vault';
import { actorOf, mayOpenDataOf, viewerOf, type Authority } from './authority';

type Person = z.infer<typeof knownPerson>;

const purpose = 'people';

/** Whom the random ids of answers stand for, for callers who see them in a process. Records whose name was opened. */
@Injectable()
export class WhoIsWho {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /**
   * Those of these principals whom the caller may know, in their order. `names`: with those that the caller may open.
   */
  async find(principalIds: readonly string[], authority: Authority, { names = false } = {}): Promise<Person[]> {
    const viewer = viewerOf(authority);
    const found = principalIds.length === 0 ? [] : await findPeople(this.database, viewer, principalIds);
    const known = found.filter(({ client, companies }) => client === undefined || seesKey(viewer, { client, companies: companies! }));
    const nameOf = names ? await this.names(known, authority) : new Map<string, string>();
    const byId = new Map(
      known.map((person) => [person.principalId, { ...personView(person), ...named(nameOf.get(person.subjectId ?? '')) }]),
    );
    return principalIds.flatMap((id) => byId.get(id) ?? []);
  }

  /** The same, with an entry for each: of whom nothing is known any more, that they are erased. */
  async nameAll(principalIds: readonly string[], authority: Authority): Promise<Person[]> {
    const found = new Map((await this.find([...new Set(principalIds)], authority)).map((person) => [person.principalId, person]));
    return principalIds.map((principalId) => found.get(principalId) ?? { principalId, kind: 'erased' });
  }

  private async names(people: readonly FoundPerson[], authority: Authority): Promise<ReadonlyMap<string, string>> {
    const subjectIds = people.flatMap(({ userId, subjectId }) => (mayOpenDataOf(authority, userId) ? (subjectId ?? []) : []));
    const opening = { subjectIds, dataClass: 'profile', fields: ['name'], actor: actorOf(authority), purpose };
    const opened = await this.vault.openMany(this.database, opening);
    return new Map([...opened].map(([subjectId, { name }]) => [subjectId, name!]));
  }
}

const named = (name: string | undefined) => (name === undefined ? {} : { name });

function personView({ principalId, userId, account, registrationId, client, note }: FoundPerson): Person {
  if (client !== undefined) return { principalId, kind: 'key', client, ...(note !== undefined && { note }) };
  if (account !== undefined) return { principalId, kind: 'account', accountId: userId! };
  if (registrationId !== undefined) return { principalId, kind: 'applicant', registrationId };
  return { principalId, kind: 'outside', userId: userId! };
}
