import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  addPosition,
  company,
  grantedRole,
  grantRole,
  idParams,
  issuedInvite,
  issueInvite,
  position,
  takeInCompany,
  type AddPosition,
  type GrantRole,
  type IssueInvite,
  type TakeInCompany,
} from '#contracts';
import { permissions } from '../authority/authority';
import { Route } from '../authority/route';
import { Processes } from '../process/processes';
import { CompanyCommands } from './company-commands';
import { Invites } from './invites';

type Id = z.infer<typeof idParams>;

@ApiTags('companies')
@Controller('v1/companies')
export class CompaniesController {
  constructor(
    private readonly processes: Processes,
    private readonly commands: CompanyCommands,
    private readonly invites: Invites,
  ) {}

  @Post()
  @Route({
    summary: 'Take in a company that has been verified',
    access: permissions.takeInCompany,
    command: true,
    status: 201,
    answer: company,
  })
  create(
    @Body({ schema: takeInCompany }) body: TakeInCompany,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.takeIn(body, { request, reply });
  }

  @Get(':id')
  @Route({ summary: 'A company', access: permissions.readCompanies, answer: company, refuses: ['not-found'] })
  show(@Param({ schema: idParams }) { id }: Id, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.processes.show('company', id, request, reply);
  }

  @Post(':id/positions')
  @Route({
    summary: 'Add a position to the library that people join from',
    access: permissions.manageCompany,
    command: true,
    status: 201,
    answer: position,
    refuses: ['not-found', 'company-not-verified', 'position-exists'],
  })
  addPosition(
    @Param({ schema: idParams }) { id }: Id,
    @Body({ schema: addPosition }) body: AddPosition,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.addPosition(id, body, { request, reply });
  }

  @Post(':id/roles')
  @Route({
    summary: 'Grant a person a role in the company',
    access: permissions.manageCompany,
    command: true,
    status: 201,
    answer: grantedRole,
    refuses: ['not-found', 'company-not-verified', 'role-held-already'],
  })
  grantRole(
    @Param({ schema: idParams }) { id }: Id,
    @Body({ schema: grantRole }) body: GrantRole,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.grantRole(id, body, { request, reply });
  }

  @Post(':id/invites')
  @Route({
    summary: 'Issue an invite, good for one person; the same call tells the same code again',
    access: permissions.manageCompany,
    command: true,
    status: 201,
    answer: issuedInvite,
    refuses: ['not-found', 'company-not-verified', 'position-unknown', 'invite-period-invalid'],
  })
  issueInvite(
    @Param({ schema: idParams }) { id }: Id,
    @Body({ schema: issueInvite }) body: IssueInvite,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.invites.issue(id, body, { request, reply });
  }
}
