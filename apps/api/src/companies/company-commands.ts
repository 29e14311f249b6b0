import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import type { ProcessType } from '#domain';
import { Engine, type CallerCommand, type Json } from '#engine';
import { Database } from '#event-store';
import { idsOf, permitInCompany } from '../authority/administrators';
import type { Call } from '../authority/call';
import { othersBeside } from '../authority/holders';
import { People } from '../authority/people';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';
import { nameOfDepartment } from './departments';

/**
 * Commands of operators and administrators to companies. The company's name, the titles of its positions and the names
 * of its departments are sealed under its id.
 */
@Injectable()
export class CompanyCommands {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly database: Database,
    private readonly people: People,
  ) {}

  async addPosition(companyId: string, { positionId, title, template, autoApprove = false }: BodyOf<'company', 'AddPosition'>, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    return this.run(
      {
        process: 'position',
        id: this.engine.ids.position(companyId, positionId),
        command: { type: 'AddPosition', companyId, positionId, template, autoApprove },
        seal: [{ subjectId: companyId, dataClass: 'company', field: `position:${positionId}`, value: title }],
      },
      { companyId, positionId, template, autoApprove },
      call,
    );
  }

  async addDepartment(companyId: string, { name }: BodyOf<'company', 'AddDepartment'>, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    const departmentId = this.engine.idFor(call.caller, 'department');
    return this.run(
      {
        process: 'department',
        id: departmentId,
        command: { type: 'AddDepartment', companyId, departmentId },
        seal: [{ subjectId: companyId, dataClass: 'company', field: nameOfDepartment(departmentId), value: name }],
        seen: 'absent',
      },
      { companyId, departmentId },
      call,
    );
  }

  async renameDepartment(companyId: string, departmentId: string, { name }: BodyOf<'company', 'RenameDepartment'>, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    const { state } = await this.processes.readVisible('department', departmentId, call.authority);
    if (state.companyId !== companyId) throw refusal('not-found');
    return this.run(
      {
        process: 'department',
        id: departmentId,
        command: { type: 'RenameDepartment' },
        seal: [{ subjectId: companyId, dataClass: 'company', field: nameOfDepartment(departmentId), value: name, replace: true }],
      },
      { companyId, departmentId },
      call,
    );
  }

  async grantRole(companyId: string, { role, userId, departmentIds }: BodyOf<'company', 'GrantRole'>, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    const principalId = await this.people.principalOf(userId);
    return this.run(
      {
        process: 'role',
        id: this.engine.ids.role(companyId, role),
        command: { type: 'GrantRole', companyId, role, principalId, ...(departmentIds && { departmentIds }) },
        names: [principalId],
      },
      { companyId, role, principalId, ...(departmentIds && { departmentIds }) },
      call,
    );
  }

  /** A person who was never named has no role. Nobody is named anew by it. */
  async takeRoleBack(companyId: string, { role, userId }: BodyOf<'company', 'TakeRoleBack'>, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    const named = await this.people.findIds(userId);
    if (named === undefined) throw refusal('role-not-held');
    const id = this.engine.ids.role(companyId, role);
    const others = await othersBeside(this.database, id, idsOf(named));
    return this.run(
      { process: 'role', id, command: { type: 'TakeRoleBack', companyId, role, ...named, others } },
      { companyId, role, principalId: named.principalId },
      call,
    );
  }

  /** Answers with the request, without an ETag: rules read these streams, callers do not. */
  private async run<P extends ProcessType>(command: Omit<CallerCommand<P>, 'caller'>, body: Json & { companyId: string }, call: Call) {
    const permit = permitInCompany<P>(call.authority, body.companyId, command);
    const outcome = await this.engine.execute<P>({ ...command, ...(permit && { permit }), caller: call.caller }, () => body);
    return call.take(outcome).body;
  }
}
