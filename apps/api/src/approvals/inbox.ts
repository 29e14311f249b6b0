import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { approvalQuery, inboxCountsQuery } from '#contracts';
import { inboxPolicy } from '#domain';
import { Database, type ClockMode } from '#event-store';
import {
  countDelegated,
  countInbox,
  listActs,
  listDelegated,
  listTeamOverdue,
  listWaiting,
  type ApprovalRow,
  type LateRow,
  type Manager,
} from '#read-models';
import { actorsOf, viewerOf, type Authority } from '../authority/authority';
import { pageOf, type AskedPage } from '../http/page-token';
import { rfc3339 } from '../http/time';
import { listPositionOf } from '../process/lists';
import { listItem } from '../process/view';
import { clockMode } from '../tokens';
import { delegatorsOf } from './delegators';

type Query = z.infer<typeof approvalQuery>;
type View = NonNullable<Query['view']>;

/** The views of an inbox. A person with several ids has one. */
@Injectable()
export class Inbox {
  constructor(
    private readonly database: Database,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  /** A page of one view. @throws as {@link listPositionOf} */
  async list(view: View, query: Query, authority: Authority) {
    const page: AskedPage = { list: 'approval', query };
    const position = listPositionOf(page);
    const place = { after: position && { at: position.openedAt, id: position.id }, limit: query.pageSize + 1, clock: this.clock };
    if (view === 'team-overdue') {
      const found = isPendingOnly(query) ? await listTeamOverdue(this.database, managerOf(authority), filterOf(query), place) : [];
      return pageOf(found, page, lateView, ({ overdueSince, id }) => [overdueSince, id]);
    }
    const found = await this.rows(view, query, authority, place);
    return pageOf(found, page, listItem(authority), ({ orderedBy, id }) => [orderedBy, id]);
  }

  /** How many each view has. */
  async count(query: z.infer<typeof inboxCountsQuery>, authority: Authority) {
    const people = idsOf(authority);
    const delegators = await delegatorsOf(this.database, authority, this.clock);
    const inbox = { people, manager: managerOf(authority) };
    const { countedMax } = inboxPolicy;
    const filter = filterOf(query);
    const viewer = viewerOf(authority);
    const delegated = await countDelegated(this.database, viewer, { ...filter, delegators, own: people }, this.clock);
    const own = await countInbox(this.database, viewer, inbox, filter, this.clock);
    const counts = { ...own, ...delegated };
    const told = Object.entries<number>({ ...counts }).map(([name, found]) => [
      name,
      { count: Math.min(found, countedMax), more: found > countedMax },
    ]);
    return { ...(Object.fromEntries(told) as Record<keyof typeof counts, { count: number; more: boolean }>), countedMax };
  }

  private async rows(view: Exclude<View, 'team-overdue'>, query: Query, authority: Authority, place: Place): Promise<ApprovalRow[]> {
    const own = idsOf(authority);
    const viewer = viewerOf(authority);
    const filter = filterOf(query);
    if (view === 'done' || view === 'started') {
      const acts = {
        ...filter,
        people: own,
        act: view === 'done' ? 'decided' : 'started',
        ...(query.state && { state: query.state }),
      } as const;
      return listActs(this.database, viewer, acts, place);
    }
    if (!isPendingOnly(query)) return [];
    const due = { overdue: query.overdue === 'true', ...(query.dueBefore && { dueBefore: Date.parse(query.dueBefore) }) };
    if (view === 'mine') return listWaiting(this.database, viewer, { ...filter, ...due, people: own }, place);
    const delegators = await delegatorsOf(this.database, authority, this.clock);
    return listDelegated(this.database, viewer, { ...filter, ...due, delegators, own }, place);
  }
}

type Place = Parameters<typeof listWaiting>[3];

const isPendingOnly = ({ state = 'pending' }: Query) => state === 'pending';

const filterOf = ({ companyId, matterType, matterId }: Partial<Pick<Query, 'companyId' | 'matterType' | 'matterId'>>) => ({
  ...(companyId && { companyId }),
  ...(matterType && { matterType }),
  ...(matterId && { matterId }),
});

function idsOf(authority: Authority): readonly string[] {
  const { actor, aliases = [] } = actorsOf(authority);
  return [actor, ...aliases];
}

const managerOf = (authority: Authority): Manager => ({
  ids: idsOf(authority),
  companies: authority.companies,
  left: authority.person?.left ?? [],
});

/** Whose instant to decide is never has none. */
const farAway = Date.parse('9000-01-01T00:00:00Z');

const lateView = ({ openedAt, overdueSince, dueAt, ...row }: LateRow) => ({
  ...row,
  type: 'overdue-approval',
  openedAt: rfc3339(openedAt),
  overdueSince: rfc3339(overdueSince),
  ...(dueAt < farAway && { dueAt: rfc3339(dueAt) }),
});
