import { Injectable } from '@nestjs/common';
import { Database } from '#event-store';
import { Vault } from '#vault';
import { actorOf, type Authority } from '../authority/authority';

const purpose = 'company-name';
const dataClass = 'company';
const titleField = (positionId: string) => `position:${positionId}`;

/** The names of companies and the titles of positions, for callers who see these; each opening is recorded. */
@Injectable()
export class CompanyNames {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  async of(companyId: string, authority: Authority): Promise<{ name?: string }> {
    return (await this.open([companyId], ['name'], authority)).get(companyId) ?? {};
  }

  /** A page of companies with their names. */
  async join<I extends { readonly [key: string]: unknown }, P extends { items: readonly I[] }>(page: P, authority: Authority) {
    const names = await this.open(
      page.items.map(({ id }) => id as string),
      ['name'],
      authority,
    );
    return { ...page, items: page.items.map((item) => ({ ...item, ...names.get(item['id'] as string) })) };
  }

  /** The titles of these positions of one company, by their ids. */
  async titles(companyId: string, positionIds: readonly string[], authority: Authority): Promise<ReadonlyMap<string, string>> {
    if (positionIds.length === 0) return new Map();
    const opened = (await this.open([companyId], positionIds.map(titleField), authority)).get(companyId) ?? {};
    return new Map(positionIds.flatMap((id) => (opened[titleField(id)] === undefined ? [] : [[id, opened[titleField(id)]!] as const])));
  }

  private open(subjectIds: readonly string[], fields: readonly string[], authority: Authority) {
    return this.vault.openMany(this.database, { subjectIds, dataClass, fields, actor: actorOf(authority), purpose });
  }
}
