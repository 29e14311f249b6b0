import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  challenge,
  deregistration,
  deregistrationPage,
  deregistrationQuery,
  nothing,
  receiptList,
  requestDeregistration,
  revokeDeregistration,
  stepParams,
  workflowAnswer,
  type RequestDeregistration,
  type RevokeDeregistration,
} from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { Processes } from '../process/processes';
import { Workflows } from '../process/workflows';
import { DeregistrationCommands } from './deregistration-commands';
import { DeregistrationQueries } from './deregistration-queries';
import { RevocationCodes } from './revocation-codes';

@ApiTags('deregistrations')
@Controller('v1/deregistrations')
export class DeregistrationsController {
  constructor(
    private readonly processes: Processes,
    private readonly commands: DeregistrationCommands,
    private readonly codes: RevocationCodes,
    private readonly queries: DeregistrationQueries,
    private readonly workflows: Workflows,
  ) {}

  @Post()
  @Does('deregistration', 'RequestDeregistration', 'Ask for the end of an account: it is frozen at once, and 14 days are left to undo it', {
    waits: true,
    also: ['not-found'],
  })
  create(@Body({ schema: requestDeregistration }) body: RequestDeregistration, @Call() call: Call) {
    return this.commands.request(body, call);
  }

  @Get()
  @Route({
    summary: 'Deregistrations, newest first',
    access: permissions.readDeregistrations,
    answer: deregistrationPage,
    refuses: ['page-token-invalid'],
  })
  list(@Query({ schema: deregistrationQuery }) query: z.infer<typeof deregistrationQuery>, @Call() call: Call) {
    return this.queries.list(query, call.authority);
  }

  @Get(':id')
  @Route({
    summary: 'A deregistration',
    access: permissions.readDeregistrations,
    answer: deregistration,
    waits: true,
    refuses: ['not-found'],
  })
  show(@Id() id: string, @Call() call: Call) {
    return this.processes.show('deregistration', id, call);
  }

  @Get(':id/receipts')
  @Route({
    summary: 'What became of each class of data',
    access: permissions.readDeregistrations,
    answer: receiptList,
    refuses: ['not-found'],
  })
  receipts(@Id() id: string, @Call() call: Call) {
    return this.queries.receipts(id, call.authority);
  }

  @Post(':id/challenges')
  @Route({
    summary: 'Send a code to the original phone, to undo the deregistration with',
    access: permissions.revokeDeregistration,
    command: true,
    sendsCode: true,
    status: 201,
    answer: challenge,
    refuses: ['not-found', 'cooling-off-over', 'deregistration-revoked', 'too-many-codes', 'version-mismatch'],
  })
  sendCode(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.codes.send(id, call);
  }

  @Post(':id/revocation')
  @Does('deregistration', 'RevokeDeregistration', 'Undo the deregistration with the code that went to the original phone', { waits: true })
  revoke(@Id() id: string, @Body({ schema: revokeDeregistration }) proof: RevokeDeregistration, @Call() call: Call) {
    return this.commands.revoke(id, proof, call);
  }

  @Post(':id/steps/:step/retry')
  @Does('deregistration', 'RetryPurgeStep', 'Try a blocked step of the purge again', { waits: true })
  retry(
    @Param({ schema: stepParams }) { id, step }: z.infer<typeof stepParams>,
    @Body({ schema: nothing }) _body: unknown,
    @Call() call: Call,
  ) {
    return this.commands.retry(id, step, call);
  }

  @Get(':id/workflow')
  @Route({
    summary: 'What the workflow of the deregistration says of itself',
    access: permissions.inspectWorkflows,
    answer: workflowAnswer,
    refuses: ['not-found', 'no-worker'],
  })
  async workflow(@Id() id: string, @Call() call: Call) {
    await this.processes.seen('deregistration', id, call.authority);
    return this.workflows.show(`deregistration:${id}`);
  }
}
