import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { approvalDossier, approvalPage, approvalQuery, faces, nothing, taskParams, type BodyOf } from '#contracts';
import { actorsOf, permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { approverCodes } from '../authority/naming';
import { Id } from '../http/id.decorator';
import { pageTokenCodes } from '../http/page-token';
import { FollowedProcess } from '../process/process-routes';
import { ApprovalCommands } from './approval-commands';
import { ApprovalQueries } from './approval-queries';
import { Dossiers } from './dossier';

type Task = z.infer<typeof taskParams>;

const { bodies } = faces.approval;

@ApiTags('approvals')
@Controller('v1/approvals')
export class ApprovalsController extends FollowedProcess('approval') {
  constructor(
    private readonly commands: ApprovalCommands,
    private readonly queries: ApprovalQueries,
    private readonly dossiers: Dossiers,
  ) {
    super();
  }

  @Post()
  @Does('approval', 'OpenApproval', 'Ask for the confirmation of a matter by two people', {
    also: ['not-found', 'matter-type-unknown', 'policy-unknown', ...approverCodes],
  })
  create(@Body({ schema: bodies.OpenApproval }) body: BodyOf<'approval', 'OpenApproval'>, @Call() call: Call) {
    return this.commands.open(body, call);
  }

  @Get()
  @Route({
    summary: 'The inbox: what waits for a decision, soonest to expire first; with a state, what is over, newest first',
    access: permissions.readApprovals,
    answer: approvalPage,
    refuses: [...pageTokenCodes],
  })
  list(@Query({ schema: approvalQuery }) query: z.infer<typeof approvalQuery>, @Call() call: Call) {
    return this.queries.list(query, call.authority);
  }

  @Get(':id/dossier')
  @Route({
    summary: 'What an approver must know to decide',
    access: permissions.readDossiers,
    answer: approvalDossier,
    refuses: ['not-found', 'not-an-approver'],
  })
  dossier(@Id() id: string, @Call() call: Call) {
    return this.dossiers.of(id, call.authority);
  }

  @Post(':id/decisions')
  @Does('approval', 'DecideTask', 'Approve or reject; a rejection needs a reason')
  decide(@Id() id: string, @Body({ schema: bodies.DecideTask }) body: BodyOf<'approval', 'DecideTask'>, @Call() call: Call) {
    return this.commands.decide(id, body, call);
  }

  @Post(':id/tasks/:taskId/take')
  @Does('approval', 'TakeTask', 'Take a task, so that no other assignee of its slot decides meanwhile')
  take(@Param({ schema: taskParams }) task: Task, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.commands.onTask('TakeTask', task, call);
  }

  @Post(':id/tasks/:taskId/release')
  @Does('approval', 'ReleaseTask', 'Give a task back that you have taken')
  release(@Param({ schema: taskParams }) task: Task, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.commands.onTask('ReleaseTask', task, call);
  }

  @Post(':id/withdrawal')
  @Does('approval', 'WithdrawApproval', 'Withdraw what you have asked for')
  withdraw(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.run(id, { type: 'WithdrawApproval', ...actorsOf(call.authority) }, call);
  }
}
