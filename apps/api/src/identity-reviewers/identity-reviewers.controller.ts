import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { grantReviewer, identityReviewer, type GrantReviewer } from '#contracts';
import { identityReviewer as role, type CommandOf } from '#domain';
import { Engine } from '#engine';
import { People } from '../authority/people';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { refusal } from '../http/refusal';

@ApiTags('identity-reviewers')
@Controller('v1/identity-reviewers')
export class IdentityReviewersController {
  constructor(
    private readonly engine: Engine,
    private readonly people: People,
  ) {}

  @Post()
  @Does('role', 'GrantRole', 'Let a person review the identities that no machine could confirm, for the whole platform', {
    makes: identityReviewer,
    right: 'appointReviewers',
    also: ['subject-not-a-person'],
  })
  async grant(@Body({ schema: grantReviewer }) { userId }: GrantReviewer, @Call() call: Call) {
    const principalId = await this.people.principalOf(userId);
    return this.run({ type: 'GrantRole', role, principalId }, call, [principalId]);
  }

  @Post('revocation')
  @Does('role', 'TakeRoleBack', 'Take the role of a reviewer of identities back: the person decides no review from then on', {
    makes: identityReviewer,
    right: 'appointReviewers',
    status: 200,
  })
  async takeBack(@Body({ schema: grantReviewer }) { userId }: GrantReviewer, @Call() call: Call) {
    const principalId = await this.people.findPrincipal(userId);
    if (principalId === undefined) throw refusal('role-not-held');
    return this.run({ type: 'TakeRoleBack', role, principalId }, call);
  }

  private async run(command: CommandOf<'role'>, call: Call, names: readonly string[] = []) {
    const { principalId } = command;
    const id = this.engine.ids.platformRole(role);
    const outcome = await this.engine.execute({ process: 'role', id, command, names, caller: call.caller }, () => ({ role, principalId }));
    return call.take(outcome).body;
  }
}
