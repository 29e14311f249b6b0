import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  approvalDossier,
  approvalPage,
  approvalQuery,
  commentsShown,
  evidenceRequestsShown,
  faces,
  nothing,
  requestParams,
  taskParams,
  type BodyOf,
} from '#contracts';
import { actorsOf, permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { approverCodes } from '../authority/naming';
import { Id } from '../http/id.decorator';
import { pageTokenCodes } from '../http/page-token';
import { FollowedProcess } from '../process/process-routes';
import { ActingForOthers } from './acting-for-others';
import { ApprovalCommands } from './approval-commands';
import { ApprovalQueries } from './approval-queries';
import { Comments } from './comments';
import { Dossiers } from './dossier';
import { EvidenceCommands } from './evidence-commands';
import { EvidenceRequests } from '../evidence/evidence-requests';
import { HandingOn } from './handing-on';

type Task = z.infer<typeof taskParams>;
type Request = z.infer<typeof requestParams>;

const { bodies } = faces.approval;

@ApiTags('approvals')
@Controller('v1/approvals')
export class ApprovalsController extends FollowedProcess('approval') {
  constructor(
    private readonly commands: ApprovalCommands,
    private readonly queries: ApprovalQueries,
    private readonly dossiers: Dossiers,
    private readonly others: ActingForOthers,
    private readonly evidence: EvidenceCommands,
    private readonly requests: EvidenceRequests,
    private readonly comments: Comments,
    private readonly handing: HandingOn,
  ) {
    super();
  }

  protected override look<T>(id: string, { authority }: Call, look: () => Promise<T>): Promise<T> {
    return this.others.look(id, authority, look);
  }

  @Post()
  @Does('approval', 'OpenApproval', 'Ask people to confirm a matter, as its policy says', {
    also: ['not-found', 'company-missing', 'export-forbidden', 'matter-type-unknown', 'policy-unknown', ...approverCodes],
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
    refuses: ['not-found', 'not-an-approver', 'dossier-closed'],
  })
  dossier(@Id() id: string, @Call() { authority }: Call) {
    return this.others.look(id, authority, () => this.dossiers.of(id, authority));
  }

  @Post(':id/decisions')
  @Does('approval', 'DecideTask', 'Approve, reject or return; a rejection and a return need a reason', {
    also: ['admin-transfer-required'],
  })
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

  @Post(':id/tasks/:taskId/delegate')
  @Does('approval', 'DelegateTask', 'Let somebody else decide your task too; the first decision counts')
  delegate(
    @Param({ schema: taskParams }) task: Task,
    @Body({ schema: bodies.DelegateTask }) body: BodyOf<'approval', 'DelegateTask'>,
    @Call() call: Call,
  ) {
    return this.commands.delegate(task, body, call);
  }

  @Post(':id/tasks/:taskId/take-back')
  @Does('approval', 'TakeTaskBack', 'Take a task back that you have delegated')
  takeBack(@Param({ schema: taskParams }) task: Task, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.commands.onTask('TakeTaskBack', task, call);
  }

  @Post(':id/tasks/:taskId/reassign')
  @Does('approval', 'ReassignTask', 'Hand a task on to another person, who decides it in your place', { also: [...approverCodes] })
  reassign(
    @Param({ schema: taskParams }) task: Task,
    @Body({ schema: bodies.ReassignTask }) body: BodyOf<'approval', 'ReassignTask'>,
    @Call() call: Call,
  ) {
    return this.handing.run('ReassignTask', task, body, call);
  }

  @Post(':id/tasks/:taskId/add')
  @Does('approval', 'AddApprover', 'Ask one person more in the slot of your task, which then needs one approval more', {
    also: [...approverCodes],
  })
  add(
    @Param({ schema: taskParams }) task: Task,
    @Body({ schema: bodies.AddApprover }) body: BodyOf<'approval', 'AddApprover'>,
    @Call() call: Call,
  ) {
    return this.handing.run('AddApprover', task, body, call);
  }

  @Post(':id/evidence-requests')
  @Does('approval', 'RequestEvidence', 'Ask the requester for more; the clock stands still until it has come')
  requestEvidence(
    @Id() id: string,
    @Body({ schema: bodies.RequestEvidence }) body: BodyOf<'approval', 'RequestEvidence'>,
    @Call() call: Call,
  ) {
    return this.evidence.request(id, body, call);
  }

  @Get(':id/evidence-requests')
  @Route({
    summary: 'What was asked of the requester, in words, and the references to what they have given',
    access: permissions.readDossiers,
    answer: evidenceRequestsShown,
    refuses: ['not-found', 'not-a-party', 'dossier-closed'],
  })
  evidenceRequests(@Id() id: string, @Call() { authority }: Call) {
    return this.others.look(id, authority, () => this.requests.ofApproval(id, authority));
  }

  @Post(':id/evidence-requests/:requestId/cancellation')
  @Does('approval', 'CancelEvidenceRequest', 'Go on without the evidence')
  cancelRequest(@Param({ schema: requestParams }) request: Request, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.evidence.cancel(request, call);
  }

  @Post(':id/evidence')
  @Does('approval', 'GiveEvidence', 'Give what was asked for, by reference; the clock goes on', { also: ['raw-evidence-refused'] })
  giveEvidence(@Id() id: string, @Body({ schema: bodies.GiveEvidence }) body: BodyOf<'approval', 'GiveEvidence'>, @Call() call: Call) {
    return this.evidence.give(id, body, call);
  }

  @Post(':id/comments')
  @Does('approval', 'AddComment', 'Write a comment: the dossier shows it, and to the requester what is for them')
  comment(@Id() id: string, @Body({ schema: bodies.AddComment }) body: BodyOf<'approval', 'AddComment'>, @Call() call: Call) {
    return this.evidence.comment(id, body, call);
  }

  @Get(':id/comments')
  @Route({
    summary: 'The comments: the requester reads their own and those for them, approvers read all',
    access: permissions.readDossiers,
    answer: commentsShown,
    refuses: ['not-found', 'not-a-party', 'dossier-closed'],
  })
  commentsOf(@Id() id: string, @Call() { authority }: Call) {
    return this.others.look(id, authority, () => this.comments.of(id, authority));
  }

  @Post(':id/reminders')
  @Does('approval', 'RequestReminder', 'Remind the approvers who have not decided')
  remind(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.run(id, { type: 'RequestReminder', ...actorsOf(call.authority) }, call);
  }

  @Post(':id/withdrawal')
  @Does('approval', 'WithdrawApproval', 'Withdraw what you have asked for')
  withdraw(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.run(id, { type: 'WithdrawApproval', ...actorsOf(call.authority) }, call);
  }
}
