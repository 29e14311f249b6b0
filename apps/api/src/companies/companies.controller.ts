import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { faces, grantedRole, issuedInvite, position, type BodyOf } from '#contracts';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Id } from '../http/id.decorator';
import { CommandBody } from '../process/body';
import { ShownProcess } from '../process/process-routes';
import { CompanyCommands } from './company-commands';
import { Invites } from './invites';

const { bodies } = faces.company;

@ApiTags('companies')
@Controller('v1/companies')
export class CompaniesController extends ShownProcess('company') {
  constructor(
    private readonly commands: CompanyCommands,
    private readonly invites: Invites,
  ) {
    super();
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
    also: ['not-found', 'subject-not-a-person'],
  })
  issueInvite(@Id() id: string, @Body({ schema: bodies.IssueInvite }) body: BodyOf<'company', 'IssueInvite'>, @Call() call: Call) {
    return this.invites.issue(id, body, call);
  }
}
