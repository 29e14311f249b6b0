import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { grantReviewer, identityReviewer, reviewerPage, reviewerQuery, type GrantReviewer } from '#contracts';
import { holdersOf, identityReviewer as role, type CommandOf, type Role } from '#domain';
import { Engine, streamIdOf } from '#engine';
import { Database } from '#event-store';
import { readProcess } from '#read-models';
import { permissions } from '../authority/authority';
import { belongingUnderLock } from '../authority/belonging-under-lock';
import { People } from '../authority/people';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { pageOf, pageTokenCodes, startOf } from '../http/page-token';
import { WhoIsWho } from '../authority/who-is-who';
import { refusal } from '../http/refusal';
import { processOfRow } from '../process/view';

/** Where a page ended: at a principal. */
const place = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

@ApiTags('identity-reviewers')
@Controller('v1/identity-reviewers')
export class IdentityReviewersController {
  constructor(
    private readonly engine: Engine,
    private readonly people: People,
    private readonly database: Database,
    private readonly whoIsWho: WhoIsWho,
  ) {}

  @Get()
  @Route({ summary: 'Who reviews identities', access: permissions.readReviewers, answer: reviewerPage, refuses: [...pageTokenCodes] })
  async list(@Query({ schema: reviewerQuery }) query: z.infer<typeof reviewerQuery>, @Call() { authority }: Call) {
    const asked = { list: 'identity-reviewer', query };
    const [after = ''] = startOf(asked, place) ?? [];
    const row = await readProcess<Role>(this.database, streamIdOf('role', this.engine.ids.platformRole(role)));
    if (row) processOfRow(row);
    const holders = holdersOf(row?.state).filter((holder) => holder > after);
    const page = pageOf(
      [...holders].sort(),
      asked,
      (holder) => holder,
      (holder) => [holder],
    );
    return { ...page, items: await this.whoIsWho.nameAll(page.items, authority) };
  }

  @Post()
  @Does('role', 'GrantRole', 'Let a person review the identities that no machine could confirm, for the whole platform', {
    makes: identityReviewer,
    right: 'appointReviewers',
    also: ['subject-not-a-person'],
  })
  async grant(@Body({ schema: grantReviewer }) { userId }: GrantReviewer, @Call() call: Call) {
    const { principalId, userId: accountId } = await this.people.nameOf(userId);
    return this.run({ type: 'GrantRole', role, principalId, accountId }, accountId, call, [principalId]);
  }

  @Post('revocation')
  @Does('role', 'TakeRoleBack', 'Take the role of a reviewer of identities back: the person decides no review from then on', {
    makes: identityReviewer,
    right: 'appointReviewers',
    status: 200,
  })
  async takeBack(@Body({ schema: grantReviewer }) { userId }: GrantReviewer, @Call() call: Call) {
    const named = await this.people.find(userId);
    if (named === undefined) throw refusal('role-not-held');
    const { userId: accountId, ...ids } = named;
    return this.run({ type: 'TakeRoleBack', role, ...ids }, accountId, call);
  }

  private async run(command: CommandOf<'role'>, accountId: string, call: Call, names: readonly string[] = []) {
    const { principalId } = command;
    const id = this.engine.ids.platformRole(role);
    const { permit, reads, found } = belongingUnderLock(accountId, undefined);
    const outcome = await this.engine.execute({ process: 'role', id, command, names, permit, reads, caller: call.caller }, () => ({
      ...{ role, principalId, belonging: found() },
    }));
    return call.take(outcome).body;
  }
}
