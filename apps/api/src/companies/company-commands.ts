import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { BodyOf, grantedRole } from '#contracts';
import type { ProcessType } from '#domain';
import { Engine, type CallerCommand, type Json } from '#engine';
import { Database } from '#event-store';
import { idsOf, permitInCompany } from '../authority/administrators';
import type { Call } from '../authority/call';
import { belongingUnderLock } from '../authority/belonging-under-lock';
import { othersBeside } from '../authority/holders';
import { People } from '../authority/people';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';
import { nameOfDepartment } from './departments';

type GrantedRole = Omit<z.infer<typeof grantedRole>, 'belonging'>;

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

  async retirePosition(companyId: string, positionId: string, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    const id = this.engine.ids.position(companyId, positionId);
    await this.processes.readVisible('position', id, call.authority);
    const retired = { companyId, positionId, state: 'retired' };
    return this.run({ process: 'position', id, command: { type: 'RetirePosition' } }, retired, call);
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
    const { principalId, userId: accountId } = await this.people.nameOf(userId);
    const named = { companyId, role, principalId, ...(departmentIds && { departmentIds }) };
    const id = this.engine.ids.role(companyId, role);
    return this.runOnRole({ id, command: { type: 'GrantRole', ...named, accountId }, names: [principalId] }, { ...named, accountId }, call);
  }

  /** A person who was never named has no role. Nobody is named anew by it. */
  async takeRoleBack(companyId: string, { role, userId }: BodyOf<'company', 'TakeRoleBack'>, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    const found = await this.people.find(userId);
    if (found === undefined) throw refusal('role-not-held');
    const { userId: accountId, ...named } = found;
    const id = this.engine.ids.role(companyId, role);
    const others = await othersBeside(this.database, id, idsOf(named));
    const command = { type: 'TakeRoleBack', companyId, role, ...named, others } as const;
    return this.runOnRole({ id, command }, { companyId, role, principalId: named.principalId, accountId }, call);
  }

  /** Answers also what the person is to the company, as it is under lock. */
  private async runOnRole(
    command: Omit<CallerCommand<'role'>, 'caller' | 'process'>,
    { accountId, ...body }: GrantedRole & { accountId: string },
    call: Call,
  ) {
    const about = { process: 'role', ...command } as const;
    const belonging = belongingUnderLock(accountId, body.companyId, permitInCompany<'role'>(call.authority, body.companyId, about));
    const { permit, reads } = belonging;
    const outcome = await this.engine.execute<'role'>({ ...about, permit, reads, caller: call.caller }, () => ({
      ...body,
      belonging: belonging.found(),
    }));
    return call.take(outcome).body;
  }

  /** Answers with the request, without an ETag: rules read these streams, callers do not. */
  private async run<P extends ProcessType>(command: Omit<CallerCommand<P>, 'caller'>, body: Json & { companyId: string }, call: Call) {
    const permit = permitInCompany<P>(call.authority, body.companyId, command);
    const outcome = await this.engine.execute<P>({ ...command, ...(permit && { permit }), caller: call.caller }, () => body);
    return call.take(outcome).body;
  }
}
