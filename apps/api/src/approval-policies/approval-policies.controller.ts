import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  faces,
  policyList,
  policyQuery,
  policyVersions,
  simulateDraft,
  simulatePolicy,
  simulation,
  type BodyOf,
  type SimulateDraft,
  type SimulatePolicy,
} from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { CommandBody } from '../process/body';
import { PolicyCommands } from './policy-commands';
import { PolicyQueries } from './policy-queries';
import { Simulations } from './simulations';

const { answer, bodies } = faces['approval-policy'];
const access = permissions.readPolicies;
/** 10,000 acts, each with its names. */
const scriptBytes = 2 * 1024 * 1024;
const simulated = { access, answer: simulation, body: true, bodyLimitBytes: scriptBytes } as const;

@ApiTags('approval policies')
@Controller('v1/approval-policies')
export class ApprovalPoliciesController {
  constructor(
    private readonly commands: PolicyCommands,
    private readonly queries: PolicyQueries,
    private readonly simulations: Simulations,
  ) {}

  @Post()
  @Does('approval-policy', 'StorePolicy', 'Store the policy by which a company, or the platform, has a matter approved', {
    also: ['not-found'],
  })
  store(@Body({ schema: bodies.StorePolicy }) body: BodyOf<'approval-policy', 'StorePolicy'>, @Call() call: Call) {
    return this.commands.store(body, call);
  }

  @Get()
  @Route({
    summary: 'The policies by which matters are approved: of each type those of the company, of the platform, and the built-in one',
    access,
    answer: policyList,
    refuses: ['not-found'],
  })
  list(@Query({ schema: policyQuery }) query: z.infer<typeof policyQuery>, @Call() call: Call) {
    return this.queries.list(query, call.authority);
  }

  @Get(':id')
  @Route({ summary: 'A stored policy with its newest version', access, answer, refuses: ['not-found'] })
  show(@Id() id: string, @Call() call: Call) {
    return this.queries.show(id, call);
  }

  @Get(':id/versions')
  @Route({ summary: 'Every version of a stored policy, newest first', access, answer: policyVersions, refuses: ['not-found'] })
  versions(@Id() id: string, @Call() call: Call) {
    return this.queries.versions(id, call.authority);
  }

  @Post(':id/versions')
  @Does('approval-policy', 'ChangePolicy', 'Store the next version: approvals that run keep theirs')
  change(@Id() id: string, @Body({ schema: bodies.ChangePolicy }) body: BodyOf<'approval-policy', 'ChangePolicy'>, @Call() call: Call) {
    return this.commands.change(id, body, call);
  }

  @Post(':id/disabling')
  @Does('approval-policy', 'DisablePolicy', 'Let approvals open as if the policy were not there: by the platform’s, or by the built-in one')
  disable(
    @Id() id: string,
    @CommandBody('approval-policy', 'DisablePolicy') command: CommandBody<'approval-policy', 'DisablePolicy'>,
    @Call() call: Call,
  ) {
    return this.commands.switch(id, command, call);
  }

  @Post(':id/enabling')
  @Does('approval-policy', 'EnablePolicy', 'Let approvals open by the policy again')
  enable(
    @Id() id: string,
    @CommandBody('approval-policy', 'EnablePolicy') command: CommandBody<'approval-policy', 'EnablePolicy'>,
    @Call() call: Call,
  ) {
    return this.commands.switch(id, command, call);
  }

  @Post('simulations')
  @Route({
    summary: 'What would happen to an approval by a policy that is not stored, or by the built-in one: who decides what and when',
    ...simulated,
    refuses: ['not-found', 'policy-invalid', 'calendar-unknown', 'simulation-too-long'],
  })
  simulateDraft(@Body({ schema: simulateDraft }) body: SimulateDraft, @Call() call: Call) {
    return this.simulations.ofDraft(body, call.authority);
  }

  @Post(':id/simulations')
  @Route({
    summary: 'What would happen to an approval by a version of this policy, or by a draft of its next one',
    ...simulated,
    refuses: ['not-found', 'policy-invalid', 'calendar-unknown', 'simulation-too-long'],
  })
  simulate(@Id() id: string, @Body({ schema: simulatePolicy }) body: SimulatePolicy, @Call() call: Call) {
    return this.simulations.ofStored(id, body, call.authority);
  }
}
