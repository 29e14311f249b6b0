import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { approvalQuery } from '#contracts';
import { isAssignee, type Approval } from '#domain';
import { streamIdOf } from '#engine';
import { Database, load, type ClockMode, type StoredEvent } from '#event-store';
import { listApprovals, type ApprovalPosition, type ApprovalRow } from '#read-models';
import { actorOf, type Authority } from '../authority/authority';
import { People, userIdOf } from '../authority/people';
import { pageOf } from '../http/page-token';
import { refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { clockMode } from '../kernel/tokens';
import { listPositionOf } from '../process/lists';
import { Processes } from '../process/processes';
import { listedView } from '../process/view';

@Injectable()
export class ApprovalQueries {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly people: People,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  /** Everybody but operators finds only what he has asked for or is asked himself, whomever the query names. */
  async list({ pageSize, pageToken, assignee, state, dueBefore }: z.infer<typeof approvalQuery>, authority: Authority) {
    const actor = actorOf(authority);
    const party = !authority.person && authority.roles.includes('operator') ? undefined : actor;
    const asked = assignee === undefined || assignee === 'me' ? undefined : await this.people.known(userIdOf(assignee));
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

  /** P4: for those who decide, and for operators. Whoever asked for it sees the approval, not what is collected about him. */
  async dossier(id: string, authority: Authority) {
    const { state, subjectId } = await this.processes.find('approval', id, authority);
    const approval = state as Approval;
    if (approval.status === 'none') throw refusal('not-found');
    const operator = !authority.person && authority.roles.includes('operator');
    if (!operator && !isAssignee(approval, actorOf(authority))) throw refusal('not-an-approver');
    const { streams } = await load(this.database, this.clock, null, [streamIdOf('approval', id)]);
    const { matter, requestedBy } = approval;
    return { id, matter, applicant: { subjectId, requestedBy }, history: streams.flatMap(({ events }) => events.map(told)) };
  }
}

const positionOf = (pageToken: string | undefined): ApprovalPosition | undefined => {
  const position = listPositionOf(pageToken);
  return position && { at: position.openedAt, id: position.id };
};

function told({ recordedAt, type, meta, data }: StoredEvent) {
  const { taskId, reasonCode } = data as { taskId?: string; reasonCode?: string };
  return {
    at: rfc3339(recordedAt),
    type,
    origin: String(meta['origin']),
    actor: String(meta['actor']),
    ...(taskId !== undefined && { taskId }),
    ...(reasonCode !== undefined && { reasonCode }),
  };
}
