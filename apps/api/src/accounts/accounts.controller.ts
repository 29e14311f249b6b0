import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  account,
  accountCapabilities,
  accountDeadlines,
  accountPage,
  accountQuery,
  accountTimeline,
  takeInAccount,
  timelineQuery,
  workflowAnswer,
  type TakeInAccount,
} from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { documentCodes } from '../http/document-codes';
import { Id } from '../http/id.decorator';
import { Processes } from '../process/processes';
import { Workflows } from '../process/workflows';
import { AccountQueries } from './account-queries';
import { TakeIn } from './take-in';

@ApiTags('accounts')
@Controller('v1/accounts')
export class AccountsController {
  constructor(
    private readonly processes: Processes,
    private readonly queries: AccountQueries,
    private readonly takeIn: TakeIn,
    private readonly workflows: Workflows,
  ) {}

  @Post()
  @Does('account', 'TakeInAccount', 'Take in a person who already belongs', {
    also: ['phone-invalid', ...documentCodes, 'company-unknown'],
  })
  create(@Body({ schema: takeInAccount }) body: TakeInAccount, @Call() call: Call) {
    return this.takeIn.run(body, call);
  }

  @Get()
  @Route({ summary: 'Accounts, newest first', access: permissions.readAccounts, answer: accountPage, refuses: ['page-token-invalid'] })
  list(@Query({ schema: accountQuery }) query: z.infer<typeof accountQuery>, @Call() call: Call) {
    return this.queries.list(query, call.authority);
  }

  @Get(':id')
  @Route({ summary: 'An account', access: permissions.readAccounts, answer: account, waits: true, refuses: ['not-found'] })
  show(@Id() id: string, @Call() call: Call) {
    return this.processes.show('account', id, call);
  }

  @Get(':id/capabilities')
  @Route({ summary: 'What the account may do now', access: permissions.readAccounts, answer: accountCapabilities, refuses: ['not-found'] })
  capabilities(@Id() id: string, @Call() call: Call) {
    return this.queries.capabilities(id, call.authority);
  }

  @Get(':id/deadlines')
  @Route({
    summary: 'Everything that will happen to the account, and when',
    access: permissions.readAccounts,
    answer: accountDeadlines,
    refuses: ['not-found'],
  })
  deadlines(@Id() id: string, @Call() call: Call) {
    return this.queries.deadlines(id, call.authority);
  }

  @Get(':id/timeline')
  @Route({
    summary: 'What happened to the account',
    access: permissions.readAccounts,
    answer: accountTimeline,
    refuses: ['not-found', 'page-token-invalid'],
  })
  timeline(@Id() id: string, @Query({ schema: timelineQuery }) query: z.infer<typeof timelineQuery>, @Call() call: Call) {
    return this.queries.timeline(id, query, call.authority);
  }

  @Get(':id/workflow')
  @Route({
    summary: 'What the workflow of the account says of itself',
    access: permissions.inspectWorkflows,
    answer: workflowAnswer,
    refuses: ['not-found', 'no-worker'],
  })
  async workflow(@Id() id: string, @Call() call: Call) {
    await this.processes.seen('account', id, call.authority);
    return this.workflows.show(`account:${id}`);
  }
}
