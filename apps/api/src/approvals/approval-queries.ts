import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { approvalQuery } from '#contracts';
import { Database, type ClockMode } from '#event-store';
import { listApprovals, type ApprovalPosition, type ApprovalRow } from '#read-models';
import { principalsOf } from '#domain';
import { viewerOf, type Authority } from '../authority/authority';
import { People, userIdOf } from '../authority/people';
import { type AskedPage, pageOf } from '../http/page-token';
import { listPositionOf } from '../process/lists';
import { listItem } from '../process/view';
import { clockMode } from '../tokens';
import { Inbox } from './inbox';

@Injectable()
export class ApprovalQueries {
  constructor(
    private readonly database: Database,
    private readonly people: People,
    private readonly inbox: Inbox,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  /**
   * Everybody but operators and administrators finds only what they requested or are asked themselves, whomever the
   * query names.
   */
  async list(query: z.infer<typeof approvalQuery>, authority: Authority) {
    if (query.view !== undefined) return this.inbox.list(query.view, query, authority);
    const { assignee, state = 'pending', dueBefore, overdue, matterType, matterId, companyId, provisional } = query;
    const viewer = viewerOf(authority);
    const asked = assignee === undefined || assignee === 'me' ? undefined : await this.people.findPrincipal(userIdOf(assignee));
    const nobody = assignee !== undefined && assignee !== 'me' && asked === undefined;
    const another = viewer.as !== 'operator' && viewer.as !== 'administrator' && asked !== undefined && asked !== viewer.principal;
    if (nobody || another) return { items: [] };
    const own = assignee === 'me' || asked === viewer.principal;
    const whose = own ? principalsOf(viewer) : asked === undefined ? undefined : [asked];
    const filter = {
      state,
      ...(whose !== undefined && { assignee: whose }),
      ...(matterType !== undefined && { matterType }),
      ...(matterId !== undefined && { matterId }),
      ...(companyId !== undefined && { companyId }),
      ...(overdue !== undefined && { overdueBy: this.clock }),
      ...(provisional !== undefined && { provisional: true }),
      ...(dueBefore !== undefined && { dueBefore: Date.parse(dueBefore) }),
    };
    // A token of a release that named the state in the query of each page stays one of this list.
    const page = { list: 'approval', query: { ...query, state } };
    const found = await listApprovals(this.database, viewer, filter, positionOf(page), query.pageSize + 1);
    return pageOf(found, page, listItem(authority), ({ orderedBy, id }: ApprovalRow) => [orderedBy, id]);
  }
}

const positionOf = (page: AskedPage): ApprovalPosition | undefined => {
  const position = listPositionOf(page);
  return position && { at: position.openedAt, id: position.id };
};
