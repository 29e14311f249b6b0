import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { approvalQuery } from '#contracts';
import { Database } from '#event-store';
import { listApprovals, type ApprovalPosition, type ApprovalRow } from '#read-models';
import { actorOf, type Authority } from '../authority/authority';
import { People, userIdOf } from '../authority/people';
import { pageOf } from '../http/page-token';
import { listPositionOf } from '../process/lists';
import { listedView } from '../process/view';

@Injectable()
export class ApprovalQueries {
  constructor(
    private readonly database: Database,
    private readonly people: People,
  ) {}

  /** Callers other than operators find only approvals that they requested or may decide, whomever the query names. */
  async list({ pageSize, pageToken, assignee, state, dueBefore }: z.infer<typeof approvalQuery>, authority: Authority) {
    const actor = actorOf(authority);
    const party = !authority.person && authority.roles.includes('operator') ? undefined : actor;
    const asked = assignee === undefined || assignee === 'me' ? undefined : await this.people.findPrincipal(userIdOf(assignee));
    const nobody = assignee !== undefined && assignee !== 'me' && asked === undefined;
    const notHis = party !== undefined && asked !== undefined && asked !== party;
    if (nobody || notHis) return { items: [] };
    const whose = assignee === 'me' ? actor : asked;
    const filter = {
      state,
      ...(whose !== undefined && { assignee: whose }),
      ...(party !== undefined && { party }),
      ...(dueBefore !== undefined && { dueBefore: Date.parse(dueBefore) }),
    };
    const found = await listApprovals(this.database, filter, positionOf(pageToken), pageSize + 1);
    return pageOf(found, pageSize, listedView, ({ orderedBy, id }: ApprovalRow) => [orderedBy, id]);
  }
}

const positionOf = (pageToken: string | undefined): ApprovalPosition | undefined => {
  const position = listPositionOf(pageToken);
  return position && { at: position.openedAt, id: position.id };
};
