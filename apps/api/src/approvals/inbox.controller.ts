import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { decideApprovals, decidedApprovals, inboxCounts, inboxCountsQuery, type DecideApprovals } from '#contracts';
import { codesOfCommand } from '#domain';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { BulkDecisions } from './bulk-decisions';
import { Inbox } from './inbox';

/** Two hundred reasons of 2,000 characters, each of three bytes, and what is around them. */
const bodyLimitBytes = 2_000_000;

/** What somebody does with many approvals at once. */
@ApiTags('approvals')
@Controller('v1/approvals')
export class InboxController {
  constructor(
    private readonly inbox: Inbox,
    private readonly decisions: BulkDecisions,
  ) {}

  @Get('counts')
  @Route({
    summary: 'How many approvals each view of the inbox has',
    access: permissions.readApprovals,
    answer: inboxCounts,
  })
  counts(@Query({ schema: inboxCountsQuery }) query: z.infer<typeof inboxCountsQuery>, @Call() call: Call) {
    return this.inbox.count(query, call.authority);
  }

  @Post('decisions')
  @Route({
    summary: 'Decide many approvals at once, each as by a call of its own',
    description: `Answers 200 with the status of each item, also where some are refused. The same call with the same key goes on where it broke off. Codes of an item: ${['not-found', 'item-repeated', ...codesOfCommand('approval', 'DecideTask')].join(', ')}, and those of every command.`,
    access: permissions.decideApproval,
    command: true,
    answer: decidedApprovals,
    bodyLimitBytes,
  })
  decide(@Body({ schema: decideApprovals }) body: DecideApprovals, @Call() call: Call) {
    return this.decisions.decide(body, call);
  }
}
