import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { inviteQuery, positionQuery } from '#contracts';
import { holdersOf, processOf, roleNames, type Invite, type Position, type Role } from '#domain';
import { Engine, streamIdOf } from '#engine';
import { Database } from '#event-store';
import { listProcesses, readProcesses, seenStreams, type ProcessFilter, type ProcessRow } from '#read-models';
import { viewerOf, type Authority } from '../authority/authority';
import { pageOf, startOf } from '../http/page-token';
import { rfc3339 } from '../http/time';
import { WhoIsWho } from '../authority/who-is-who';
import { listPosition, listPositionOf, type ListQuery } from '../process/lists';
import { Processes } from '../process/processes';
import { CompanyNames } from './company-names';
import { issuersWhoLost } from '../authority/issuer-of';

type Known<S> = ProcessRow<Exclude<S, { status: 'none' }>>;
type KnownInvite = Known<Invite>;
type InviteQuery = z.infer<typeof inviteQuery>;

/** More roles than a company has: each is one process. */
const rolesMax = 1_000;
/** Where a page of roles ended: at a role and its holder. */
const grantPlace = new RegExp(`^(${roleNames.join('|')}|group:[a-z0-9-]+)\\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`);

/** What belongs to a company, for callers who see the company. */
@Injectable()
export class CompanyLists {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly processes: Processes,
    private readonly names: CompanyNames,
    private readonly whoIsWho: WhoIsWho,
  ) {}

  /** @throws Refusal `not-found`, those of page tokens */
  async positions(companyId: string, query: z.infer<typeof positionQuery>, authority: Authority) {
    const filter = { type: 'position', companyId, ...(query.state && { statuses: [query.state] }) };
    const { rows, ...page } = await this.page(filter, query, authority);
    const ids = rows.filter(isReadable).map((row) => (row as Known<Position>).state.positionId);
    const titles = await this.names.titles(companyId, ids, authority);
    return { ...page, items: rows.map(readOr((row) => positionView(row as Known<Position>, titles))) };
  }

  /** @throws Refusal `not-found` */
  async position(companyId: string, positionId: string, authority: Authority) {
    const found = await this.processes.find('position', this.engine.ids.position(companyId, positionId), authority);
    return positionView(found, await this.names.titles(companyId, [positionId], authority));
  }

  /** @throws Refusal `not-found`, those of page tokens */
  async roles(companyId: string, query: ListQuery, authority: Authority) {
    await this.processes.readVisible('company', companyId, authority);
    const asked = { list: `roles ${companyId}`, query };
    const after = (startOf(asked, grantPlace) ?? []).join('|');
    const rows = await listProcesses(this.database, viewerOf(authority), { type: 'role', companyId }, undefined, rolesMax);
    const held = rows.filter(isReadable).flatMap(grantsOf);
    const later = held
      .filter((grant) => placeOf(grant).join('|') > after)
      .sort((a, b) => (placeOf(a).join('|') < placeOf(b).join('|') ? -1 : 1));
    const page = pageOf(later, asked, (grant) => grant, placeOf);
    const people = await this.whoIsWho.nameAll(
      page.items.map(({ principalId }) => principalId),
      authority,
    );
    return { ...page, items: page.items.map(({ role }, i) => ({ role, ...people[i]! })) };
  }

  /** @throws Refusal `not-found`, those of page tokens */
  async invites(companyId: string, query: InviteQuery, authority: Authority) {
    const now = await this.engine.now();
    const { rows, ...page } = await this.page({ type: 'invite', companyId, ...filterBy(query.state, now) }, query, authority);
    const readable = rows.filter(isReadable) as KnownInvite[];
    const positionOf = await this.positionsOf(readable);
    const titles = await this.names.titles(companyId, [...new Set(positionOf.values())], authority);
    const seen = await seenStreams(this.database, viewerOf(authority), readable.flatMap(registrationOf));
    const lost = await issuersWhoLost(this.database, this.engine.ids, companyId, readable);
    const view = (row: KnownInvite) => inviteView(row, now, { positionOf, titles, seen, lost });
    return { ...page, items: rows.map(readOr((row) => view(row as KnownInvite))) };
  }

  private async page(filter: ProcessFilter & { companyId: string }, query: ListQuery, authority: Authority) {
    await this.processes.readVisible('company', filter.companyId, authority);
    const asked = { list: `${filter.type} ${filter.companyId}`, query };
    const found = await listProcesses(this.database, viewerOf(authority), filter, listPositionOf(asked), query.pageSize + 1);
    const { items: rows, ...page } = pageOf(found, asked, (row) => row, listPosition);
    return { ...page, rows };
  }

  /** The words of the positions, by the ids of their processes. */
  private async positionsOf(invites: readonly KnownInvite[]): Promise<ReadonlyMap<string, string>> {
    const found = await readProcesses(this.database, [
      ...new Set(invites.map(({ state }) => streamIdOf('position', state.positionStreamId))),
    ]);
    return new Map([...found.values()].filter(isReadable).map(({ id, state }) => [id, (state as Known<Position>['state']).positionId]));
  }
}

interface Beside {
  positionOf: ReadonlyMap<string, string>;
  titles: ReadonlyMap<string, string>;
  seen: ReadonlySet<string>;
  /** The invites whose issuer may issue none any more. */
  lost: ReadonlySet<string>;
}

const isReadable = (row: ProcessRow): boolean => processOf(row.type).canRead(row);

/** Of what only a newer release can read, a list tells that it is there. */
const readOr =
  <T>(view: (row: ProcessRow) => T) =>
  (row: ProcessRow) =>
    isReadable(row) ? view(row) : ({ id: row.id, unreadable: 'newer-release' } as const);

function positionView({ state, openedAt, closedAt }: Pick<Known<Position>, 'state' | 'openedAt' | 'closedAt'>, titles: Beside['titles']) {
  const { status, companyId, positionId, template, autoApprove } = state;
  const title = titles.get(positionId);
  return {
    ...{ companyId, positionId, template, autoApprove, state: status },
    ...(title !== undefined && { title }),
    addedAt: rfc3339(openedAt),
    ...(closedAt !== undefined && { retiredAt: rfc3339(closedAt) }),
  };
}

const grantsOf = ({ state }: ProcessRow) => {
  const { role } = state as Known<Role>['state'];
  return holdersOf(state as Role).map((principalId) => ({ role, principalId }));
};
const placeOf = ({ role, principalId }: { role: string; principalId: string }) => [role, principalId] as const;

function filterBy(state: InviteQuery['state'], now: number): Pick<ProcessFilter, 'statuses' | 'lasting'> {
  if (state === undefined) return {};
  if (state === 'issued' || state === 'expired') return { statuses: ['issued'], lasting: { until: now, over: state === 'expired' } };
  return { statuses: [state] };
}

const registrationOf = ({ state }: KnownInvite): string[] => ('holder' in state ? [streamIdOf('registration', state.holder)] : []);

function inviteView({ id, state, openedAt }: KnownInvite, now: number, { positionOf, titles, seen, lost }: Beside) {
  const positionId = positionOf.get(state.positionStreamId);
  const title = positionId === undefined ? undefined : titles.get(positionId);
  const [registration] = registrationOf({ state } as KnownInvite);
  return {
    inviteId: id,
    state: state.status === 'issued' && state.expiresAt <= now ? 'expired' : state.status,
    ...(positionId !== undefined && { positionId }),
    ...(title !== undefined && { title }),
    managers: state.managers,
    ...(state.issuedBy && { issuedBy: state.issuedBy[0] }),
    ...(lost.has(id) && { issuerMayInvite: false }),
    issuedAt: rfc3339(openedAt),
    expiresAt: rfc3339(state.expiresAt),
    ...(state.status === 'revoked' && state.renewedAs !== undefined && { renewedAs: state.renewedAs }),
    ...(registration !== undefined && seen.has(registration) && 'holder' in state && { registrationId: state.holder }),
  };
}
