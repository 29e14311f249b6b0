import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  account,
  accountCapabilities,
  accountDeadlines,
  accountPage,
  accountQuery,
  accountTimeline,
  idParams,
  takeInAccount,
  timelineQuery,
  workflowAnswer,
  type TakeInAccount,
} from '#contracts';
import { permissions } from '../authority/authority';
import { authorityOf } from '../authority/callers';
import { Route } from '../authority/route';
import { Processes } from '../process/processes';
import { Workflows } from '../process/workflows';
import { AccountQueries } from './account-queries';
import { TakeIn } from './take-in';

type Id = z.infer<typeof idParams>;

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
  @Route({
    summary: 'Take in a person who already belongs',
    access: permissions.takeInAccount,
    command: true,
    status: 201,
    answer: account,
    refuses: [
      'phone-taken',
      'phone-in-cooldown',
      'registration-pending',
      'identity-taken',
      'phone-invalid',
      'id-number-invalid',
      'mrz-checksum',
      'passport-expired',
      'visa-expired',
      'company-unknown',
      'company-not-verified',
      'activated-in-future',
    ],
  })
  create(
    @Body({ schema: takeInAccount }) body: TakeInAccount,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.takeIn.run(body, { request, reply });
  }

  @Get()
  @Route({ summary: 'Accounts, newest first', access: permissions.readAccounts, answer: accountPage, refuses: ['page-token-invalid'] })
  list(@Query({ schema: accountQuery }) query: z.infer<typeof accountQuery>, @Req() request: FastifyRequest) {
    return this.queries.list(query, authorityOf(request));
  }

  @Get(':id')
  @Route({ summary: 'An account', access: permissions.readAccounts, answer: account, waits: true, refuses: ['not-found'] })
  show(@Param({ schema: idParams }) { id }: Id, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.processes.show('account', id, request, reply);
  }

  @Get(':id/capabilities')
  @Route({ summary: 'What the account may do now', access: permissions.readAccounts, answer: accountCapabilities, refuses: ['not-found'] })
  capabilities(@Param({ schema: idParams }) { id }: Id, @Req() request: FastifyRequest) {
    return this.queries.capabilities(id, authorityOf(request));
  }

  @Get(':id/deadlines')
  @Route({
    summary: 'Everything that will happen to the account, and when',
    access: permissions.readAccounts,
    answer: accountDeadlines,
    refuses: ['not-found'],
  })
  deadlines(@Param({ schema: idParams }) { id }: Id, @Req() request: FastifyRequest) {
    return this.queries.deadlines(id, authorityOf(request));
  }

  @Get(':id/timeline')
  @Route({
    summary: 'What happened to the account',
    access: permissions.readAccounts,
    answer: accountTimeline,
    refuses: ['not-found', 'page-token-invalid'],
  })
  timeline(
    @Param({ schema: idParams }) { id }: Id,
    @Query({ schema: timelineQuery }) query: z.infer<typeof timelineQuery>,
    @Req() request: FastifyRequest,
  ) {
    return this.queries.timeline(id, query, authorityOf(request));
  }

  @Get(':id/workflow')
  @Route({
    summary: 'What the workflow of the account says of itself',
    access: permissions.inspectWorkflows,
    answer: workflowAnswer,
    refuses: ['not-found', 'no-worker'],
  })
  async workflow(@Param({ schema: idParams }) { id }: Id, @Req() request: FastifyRequest) {
    await this.processes.seen('account', id, authorityOf(request));
    return this.workflows.show(`account:${id}`);
  }
}
