import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  askForKey,
  forceDeregistration,
  grantPlatformRole,
  type AskForKey,
  type ForceDeregistration,
  type GrantPlatformRole,
} from '#contracts';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { OperatorActs } from './operator-acts';

/** What takes two operators. Each answers with the approval that the second one decides. */
@ApiTags('operators')
@Controller('v1')
export class OperatorActsController {
  constructor(private readonly acts: OperatorActs) {}

  @Post('operator-keys')
  @Does('approval', 'OpenApproval', 'Ask a second operator for a key with rights over the platform', { right: 'askForOperatorKey' })
  askForKey(@Body({ schema: askForKey }) body: AskForKey, @Call() call: Call) {
    return this.acts.askForKey(body, call);
  }

  @Post('platform-grants')
  @Does('approval', 'OpenApproval', 'Ask a second operator to give a person a right over the platform', {
    right: 'grantPlatformRole',
    also: ['subject-not-a-person', 'role-held-already'],
  })
  grant(@Body({ schema: grantPlatformRole }) body: GrantPlatformRole, @Call() call: Call) {
    return this.acts.grant(body, call);
  }

  @Post('forced-deregistrations')
  @Does('approval', 'OpenApproval', 'Ask a second operator to end an account that its owner did not ask to end', {
    right: 'forceDeregistration',
    also: ['not-found', 'admin-transfer-required'],
  })
  forceDeregistration(@Body({ schema: forceDeregistration }) body: ForceDeregistration, @Call() call: Call) {
    return this.acts.forceDeregistration(body, call);
  }
}
