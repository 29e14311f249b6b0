import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { grantReviewer, identityReviewer, type GrantReviewer } from '#contracts';
import { identityReviewer as role } from '#domain';
import { Engine } from '#engine';
import { permissions } from '../authority/authority';
import { Callers } from '../authority/callers';
import { People } from '../authority/people';
import { Route } from '../authority/route';
import { acceptedOf } from '../process/processes';

@ApiTags('identity-reviewers')
@Controller('v1/identity-reviewers')
export class IdentityReviewersController {
  constructor(
    private readonly engine: Engine,
    private readonly callers: Callers,
    private readonly people: People,
  ) {}

  @Post()
  @Route({
    summary: 'Let a person review the identities that no machine could confirm, for the whole platform',
    access: permissions.appointReviewers,
    command: true,
    status: 201,
    answer: identityReviewer,
    refuses: ['role-held-already'],
  })
  async grant(
    @Body({ schema: grantReviewer }) { userId }: GrantReviewer,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const principalId = await this.people.named(userId);
    const caller = this.callers.of(request);
    const id = this.engine.ids.platformRole(role);
    const outcome = await this.engine.execute({ process: 'role', id, command: { type: 'GrantRole', role, principalId }, caller }, () => ({
      role,
      principalId,
    }));
    return acceptedOf(outcome, reply).body;
  }
}
