import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { delegationPage, delegationQuery, faces, nothing, type BodyOf, type DelegationQuery } from '#contracts';
import { Database } from '#event-store';
import { listDelegations } from '#read-models';
import { permissions, viewerOf } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { pageOf, pageTokenCodes } from '../http/page-token';
import { listPosition, listPositionOf } from '../process/lists';
import { ShownProcess } from '../process/process-routes';
import { listItem } from '../process/view';
import { DelegationCommands } from './delegation-commands';

const { bodies } = faces.delegation;

@ApiTags('delegations')
@Controller('v1/delegations')
export class DelegationsController extends ShownProcess('delegation') {
  constructor(
    private readonly commands: DelegationCommands,
    private readonly database: Database,
  ) {
    super();
  }

  @Post()
  @Does('delegation', 'GiveDelegation', 'Let somebody decide in your place for a time, or in the place of somebody who is away', {
    also: ['forbidden', 'out-of-scope', 'too-many-delegations', 'subject-not-a-person'],
  })
  give(@Body({ schema: bodies.GiveDelegation }) body: BodyOf<'delegation', 'GiveDelegation'>, @Call() call: Call) {
    return this.commands.give(body, call);
  }

  @Get()
  @Route({
    summary: 'Delegations that you have given and been given, newest first; an administrator finds those of the company',
    access: permissions.readDelegations,
    answer: delegationPage,
    refuses: [...pageTokenCodes],
  })
  async list(@Query({ schema: delegationQuery }) query: DelegationQuery, @Call() { authority }: Call) {
    const { as, companyId, state: status, pageSize } = query;
    const asked = { list: 'delegation', query };
    const filter = { as, companyId, status };
    const found = await listDelegations(this.database, viewerOf(authority), filter, listPositionOf(asked), pageSize + 1);
    return pageOf(found, asked, listItem(authority), listPosition);
  }

  @Post(':id/ending')
  @Does('delegation', 'EndDelegation', 'End a delegation that you have given or been given; its power is over at once', {
    also: ['out-of-scope'],
  })
  end(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.commands.end(id, call);
  }
}
