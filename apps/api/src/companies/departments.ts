import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { departmentQuery } from '#contracts';
import { Database } from '#event-store';
import { listProcesses } from '#read-models';
import { Vault } from '#vault';
import { actorOf, viewerOf, type Authority } from '../authority/authority';
import { pageOf } from '../http/page-token';
import { refusal } from '../http/refusal';
import { listPosition, listPositionOf } from '../process/lists';
import { Processes } from '../process/processes';

const prefix = 'department:';

/** The field of the vault that has the name of a department, under the id of its company. */
export const nameOfDepartment = (departmentId: string): string => prefix + departmentId;

/** The departments of a company, with their names. */
@Injectable()
export class Departments {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly vault: Vault,
  ) {}

  async list(companyId: string, query: z.infer<typeof departmentQuery>, authority: Authority) {
    const asked = { list: `departments ${companyId}`, query };
    const after = listPositionOf(asked);
    await this.processes.readVisible('company', companyId, authority);
    const filter = { type: 'department', companyId };
    const found = await listProcesses(this.database, viewerOf(authority), filter, after, query.pageSize + 1);
    const { items, ...rest } = pageOf(found, asked, ({ id }) => id, listPosition);
    return { items: await this.named(companyId, items, authority), ...rest };
  }

  async show(companyId: string, departmentId: string, authority: Authority) {
    const { state } = await this.processes.readVisible('department', departmentId, authority);
    if (state.companyId !== companyId) throw refusal('not-found');
    const [department] = await this.named(companyId, [departmentId], authority);
    return department!;
  }

  private async named(companyId: string, departmentIds: readonly string[], authority: Authority) {
    const fields = departmentIds.map(nameOfDepartment);
    const opening = { subjectId: companyId, dataClass: 'company', fields, actor: actorOf(authority), purpose: 'departments' };
    const names = fields.length === 0 ? undefined : await this.vault.open(this.database, opening);
    return departmentIds.map((departmentId) => {
      const name = names?.[nameOfDepartment(departmentId)];
      return { companyId, departmentId, ...(name !== undefined && { name }) };
    });
  }
}
