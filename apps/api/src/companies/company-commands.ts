import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import type { ProcessType } from '#domain';
import { Engine, type CallerCommand, type Json } from '#engine';
import type { Call } from '../authority/call';
import { People } from '../authority/people';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

/** Commands of operators to companies. The company's name and the titles of its positions are sealed under its id. */
@Injectable()
export class CompanyCommands {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
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

  async grantRole(companyId: string, { role, userId }: BodyOf<'company', 'GrantRole'>, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    const principalId = await this.people.principalOf(userId);
    return this.run(
      {
        process: 'role',
        id: this.engine.ids.role(companyId, role),
        command: { type: 'GrantRole', companyId, role, principalId },
        names: [principalId],
      },
      { companyId, role, principalId },
      call,
    );
  }

  /** A person who was never named has no role. Nobody is named anew by it. */
  async takeRoleBack(companyId: string, { role, userId }: BodyOf<'company', 'TakeRoleBack'>, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    const principalId = await this.people.findPrincipal(userId);
    if (principalId === undefined) throw refusal('role-not-held');
    return this.run(
      { process: 'role', id: this.engine.ids.role(companyId, role), command: { type: 'TakeRoleBack', companyId, role, principalId } },
      { companyId, role, principalId },
      call,
    );
  }

  /** Answers with the request, without an ETag: rules read these streams, callers do not. */
  private async run<P extends ProcessType>(command: Omit<CallerCommand<P>, 'caller'>, body: Json, call: Call) {
    const outcome = await this.engine.execute<P>({ ...command, caller: call.caller }, () => body);
    return call.take(outcome).body;
  }
}
