import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { adoptions, adoptPolicy, adoptPolicyInMany, type AdoptPolicy, type AdoptPolicyInMany } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { Adoptions } from './adoptions';

@ApiTags('approval policies')
@Controller('v1')
export class AdoptionsController {
  constructor(private readonly adoptions: Adoptions) {}

  @Post('approvals/:id/policy-adoption')
  @Does('approval', 'AdoptPolicy', 'Let a running approval go on by another version: every deadline is counted anew, its decisions stay', {
    also: ['policy-unknown', 'self-approval', 'forbidden'],
  })
  adopt(@Id() id: string, @Body({ schema: adoptPolicy }) body: AdoptPolicy, @Call() call: Call) {
    return this.adoptions.adopt(id, body, call);
  }

  @Post('approval-policies/:id/adoptions')
  @Route({
    summary: 'Let many running approvals go on by a version of this policy: each is answered by itself',
    access: permissions.adoptPolicies,
    answer: adoptions,
    command: true,
    refuses: ['not-found'],
  })
  adoptInMany(@Id() id: string, @Body({ schema: adoptPolicyInMany }) body: AdoptPolicyInMany, @Call() call: Call) {
    return this.adoptions.adoptInMany(id, body, call);
  }
}
