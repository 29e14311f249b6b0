import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AddPosition, GrantRole, TakeInCompany } from '#contracts';
import type { ProcessType } from '#domain';
import { Engine, type CallerCommand, type Json } from '#engine';
import { authorityOf } from '../authority/callers';
import { People } from '../authority/people';
import { acceptedOf, Processes } from '../process/processes';

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** What operators do to a company. Its name and the titles of its positions lie sealed under the company's own id. */
@Injectable()
export class CompanyCommands {
  constructor(
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly people: People,
  ) {}

  takeIn({ name, companyKind }: TakeInCompany, exchange: Exchange) {
    const caller = this.processes.caller(exchange.request);
    const companyId = this.engine.idFor(caller, 'company');
    return this.processes.command(
      {
        process: 'company',
        id: companyId,
        command: { type: 'TakeInCompany', companyId, companyKind },
        seal: [{ subjectId: companyId, dataClass: 'company', field: 'name', value: name }],
      },
      caller,
      { ...exchange, opens: true },
    );
  }

  async addPosition(companyId: string, { positionId, title, template, autoApprove = false }: AddPosition, exchange: Exchange) {
    await this.processes.seen('company', companyId, authorityOf(exchange.request));
    return this.run(
      {
        process: 'position',
        id: this.engine.ids.position(companyId, positionId),
        command: { type: 'AddPosition', companyId, positionId, template, autoApprove },
        seal: [{ subjectId: companyId, dataClass: 'company', field: `position:${positionId}`, value: title }],
      },
      { companyId, positionId, template, autoApprove },
      exchange,
    );
  }

  async grantRole(companyId: string, { role, userId }: GrantRole, exchange: Exchange) {
    await this.processes.seen('company', companyId, authorityOf(exchange.request));
    const principalId = await this.people.named(userId);
    return this.run(
      { process: 'role', id: this.engine.ids.role(companyId, role), command: { type: 'GrantRole', companyId, role, principalId } },
      { companyId, role, principalId },
      exchange,
    );
  }

  /** Answers with what was asked for, and without an ETag: these streams are read by rules, not by callers. */
  private async run<P extends ProcessType>(command: Omit<CallerCommand<P>, 'caller'>, body: Json, { request, reply }: Exchange) {
    const outcome = await this.engine.execute<P>({ ...command, caller: this.processes.caller(request) }, () => body);
    return acceptedOf(outcome, reply).body;
  }
}
