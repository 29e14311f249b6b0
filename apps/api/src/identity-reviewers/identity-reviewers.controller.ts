import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { grantReviewer, identityReviewer, type GrantReviewer } from '#contracts';
import { identityReviewer as role } from '#domain';
import { Engine } from '#engine';
import { People } from '../authority/people';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';

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
    const { caller } = call;
    const id = this.engine.ids.platformRole(role);
    const command = { type: 'GrantRole', role, principalId } as const;
    const outcome = await this.engine.execute({ process: 'role', id, command, names: [principalId], caller }, () => ({
      role,
      principalId,
    }));
    return call.take(outcome).body;
  }
}
