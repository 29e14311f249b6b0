import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  addPosition,
  company,
  grantedRole,
  grantRole,
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
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { Processes } from '../process/processes';
import { CompanyCommands } from './company-commands';
import { Invites } from './invites';

@ApiTags('companies')
@Controller('v1/companies')
export class CompaniesController {
  constructor(
    private readonly processes: Processes,
    private readonly commands: CompanyCommands,
    private readonly invites: Invites,
  ) {}

  @Post()
  @Does('company', 'TakeInCompany', 'Take in a company that has been verified')
  create(@Body({ schema: takeInCompany }) body: TakeInCompany, @Call() call: Call) {
    return this.commands.takeIn(body, call);
  }

  @Get(':id')
  @Route({ summary: 'A company', access: permissions.readCompanies, answer: company, refuses: ['not-found'] })
  show(@Id() id: string, @Call() call: Call) {
    return this.processes.show('company', id, call);
  }

  @Post(':id/positions')
  @Does('position', 'AddPosition', 'Add a position to the library that people join from', { makes: position, also: ['not-found'] })
  addPosition(@Id() id: string, @Body({ schema: addPosition }) body: AddPosition, @Call() call: Call) {
    return this.commands.addPosition(id, body, call);
  }

  @Post(':id/roles')
  @Does('role', 'GrantRole', 'Grant a person a role in the company', { makes: grantedRole, also: ['not-found'] })
  grantRole(@Id() id: string, @Body({ schema: grantRole }) body: GrantRole, @Call() call: Call) {
    return this.commands.grantRole(id, body, call);
  }

  @Post(':id/invites')
  @Does('invite', 'IssueInvite', 'Issue an invite, good for one person; the same call tells the same code again', {
    makes: issuedInvite,
    also: ['not-found'],
  })
  issueInvite(@Id() id: string, @Body({ schema: issueInvite }) body: IssueInvite, @Call() call: Call) {
    return this.invites.issue(id, body, call);
  }
}
