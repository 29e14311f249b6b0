import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  companyPage,
  companyQuery,
  faces,
  grantedRole,
  invitePage,
  inviteQuery,
  issuedInvite,
  ofCompanyQuery,
  position,
  positionPage,
  positionQuery,
  rolePage,
  type BodyOf,
} from '#contracts';
import type { ProcessState } from '#engine';
import { permissions, type Authority } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { approverCodes } from '../authority/naming';
import { Id } from '../http/id.decorator';
import { pageTokenCodes } from '../http/page-token';
import { CommandBody } from '../process/body';
import { ShownProcess } from '../process/process-routes';
import { CompanyCommands } from './company-commands';
import { CompanyLists } from './company-lists';
import { CompanyNames } from './company-names';
import { Invites } from './invites';

const { bodies } = faces.company;
const access = permissions.readCompanies;
const refuses = ['not-found', ...pageTokenCodes] as const;

@ApiTags('companies')
@Controller('v1/companies')
export class CompaniesController extends ShownProcess('company') {
  constructor(
    private readonly commands: CompanyCommands,
    private readonly invites: Invites,
    private readonly lists: CompanyLists,
    private readonly names: CompanyNames,
  ) {
    super();
  }

  protected override join({ id }: ProcessState, authority: Authority) {
    return this.names.of(id, authority);
  }

  @Get()
  @Route({ summary: 'Companies with their names, newest first', access, answer: companyPage, refuses: [...pageTokenCodes] })
  async list(@Query({ schema: companyQuery }) query: z.infer<typeof companyQuery>, @Call() { authority }: Call) {
    return this.names.join(await this.processes.list('company', query, authority), authority);
  }

  @Get(':id/positions')
  @Route({ summary: 'The positions of the company with their titles, newest first', access, answer: positionPage, refuses })
  positions(@Id() id: string, @Query({ schema: positionQuery }) query: z.infer<typeof positionQuery>, @Call() { authority }: Call) {
    return this.lists.positions(id, query, authority);
  }

  @Get(':id/roles')
  @Route({ summary: 'Who holds which role in the company', access, answer: rolePage, refuses })
  roles(@Id() id: string, @Query({ schema: ofCompanyQuery }) query: z.infer<typeof ofCompanyQuery>, @Call() { authority }: Call) {
    return this.lists.roles(id, query, authority);
  }

  @Get(':id/invites')
  @Route({
    summary: 'The invites of the company, newest first: issued, reserved by a registration, spent by a member, or expired',
    access,
    answer: invitePage,
    refuses,
  })
  listInvites(@Id() id: string, @Query({ schema: inviteQuery }) query: z.infer<typeof inviteQuery>, @Call() { authority }: Call) {
    return this.lists.invites(id, query, authority);
  }

  @Post()
  @Does('company', 'TakeInCompany', 'Take in a company that has been verified')
  create(
    @Body({ schema: bodies.TakeInCompany }) { name, companyKind, foreignRelated }: BodyOf<'company', 'TakeInCompany'>,
    @Call() call: Call,
  ) {
    return this.open(
      (companyId) => ({
        command: { type: 'TakeInCompany', companyId, companyKind, ...(foreignRelated !== undefined && { foreignRelated }) },
        seal: [{ subjectId: companyId, dataClass: 'company', field: 'name', value: name }],
      }),
      call,
    );
  }

  @Post(':id/foreign-relation')
  @Does('company', 'SayForeignRelation', 'Say whether foreign staff may join the company')
  sayForeignRelation(@Id() id: string, @CommandBody('company', 'SayForeignRelation') command: CommandBody<'company'>, @Call() call: Call) {
    return this.run(id, command, call);
  }

  @Post(':id/positions')
  @Does('position', 'AddPosition', 'Add a position to the library that people join from', { makes: position, also: ['not-found'] })
  addPosition(@Id() id: string, @Body({ schema: bodies.AddPosition }) body: BodyOf<'company', 'AddPosition'>, @Call() call: Call) {
    return this.commands.addPosition(id, body, call);
  }

  @Post(':id/roles')
  @Does('role', 'GrantRole', 'Grant a person a role in the company', { makes: grantedRole, also: ['not-found', 'subject-not-a-person'] })
  grantRole(@Id() id: string, @Body({ schema: bodies.GrantRole }) body: BodyOf<'company', 'GrantRole'>, @Call() call: Call) {
    return this.commands.grantRole(id, body, call);
  }

  @Post(':id/roles/revocation')
  @Does('role', 'TakeRoleBack', 'Take a role in the company back: the person decides nothing by it from then on', {
    makes: grantedRole,
    status: 200,
    also: ['not-found'],
  })
  takeRoleBack(@Id() id: string, @Body({ schema: bodies.TakeRoleBack }) body: BodyOf<'company', 'TakeRoleBack'>, @Call() call: Call) {
    return this.commands.takeRoleBack(id, body, call);
  }

  @Post(':id/invites')
  @Does('invite', 'IssueInvite', 'Issue an invite, for one person; the same call returns the same code again', {
    makes: issuedInvite,
    also: ['not-found', ...approverCodes],
  })
  issueInvite(@Id() id: string, @Body({ schema: bodies.IssueInvite }) body: BodyOf<'company', 'IssueInvite'>, @Call() call: Call) {
    return this.invites.issue(id, body, call);
  }
}
