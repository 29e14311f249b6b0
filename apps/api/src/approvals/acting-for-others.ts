import { Inject, Injectable } from '@nestjs/common';
import { factsAboutLooking, inPlaceOf, processOf, tasksLentTo, type CommandOf, type KnownStateIn } from '#domain';
import { streamIdOf } from '#engine';
import { Database, type ClockMode } from '#event-store';
import { externalIdsOf } from '#iam';
import { delegationsIn, readApprovalWithDelegations, readProcesses, type ApprovalWithDelegations, type ProcessRow } from '#read-models';
import { actorsOf, maySeeRow, placesTakenIn, type Authority } from '../authority/authority';
import { userIdOf } from '../authority/people';
import { hideProcess, refusal, Refusal } from '../http/refusal';
import { clockMode } from '../tokens';
import { ActorFacts } from './actor-facts';

type Opened = KnownStateIn<'approval'>;
type OnTask = CommandOf<'approval'> & { type: 'TakeTask' };
/** What the command of an actor carries of those in whose place they may act. */
export type ForOthers = Pick<OnTask, 'delegations' | 'lenders' | 'chained'>;

/** Finds for whom the caller may act in an approval: by delegations, and by tasks that were lent to them. */
@Injectable()
export class ActingForOthers {
  constructor(
    private readonly database: Database,
    private readonly facts: ActorFacts,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  /**
   * Returns an approval as the caller sees it, maybe in the place of others, and what a command on it carries of them.
   * The authority knows from here on in whose place the caller stands.
   * @throws Refusal `not-found` for a missing approval and for one that the caller may not see
   */
  async find(id: string, authority: Authority): Promise<{ row: ProcessRow; forOthers: ForOthers }> {
    const streamId = streamIdOf('approval', id);
    const found = await readApprovalWithDelegations(this.database, streamId, idsOf(authority), this.clock);
    if (!found) throw refusal('not-found');
    // One that only a newer release can read is refused by the engine, unless it has answered this very call.
    const forOthers = processOf('approval').canRead(found.row) ? await this.forOthers(found, authority) : {};
    if (!maySeeRow(authority, found.row)) throw new Refusal(hideProcess(streamId));
    return { row: found.row, forOthers };
  }

  /** The delegations in this approval that its requester has given to these people. */
  async ofRequester({ id, state }: Pick<ProcessRow, 'id' | 'state'>, people: readonly string[]): Promise<ForOthers['delegations']> {
    const { requestedBy } = state as unknown as Opened;
    const found = await delegationsIn(this.database, streamIdOf('approval', id), people, this.clock);
    return found.filter(({ names }) => names.includes(requestedBy)).map(({ userId, ...each }) => ({ ...each, accountId: userId }));
  }

  /** Looks, and where the caller may not, again in the place of others, if they stand in somebody's. */
  async look<T>(id: string, authority: Authority, look: () => Promise<T>): Promise<T> {
    try {
      return await look();
    } catch (error) {
      const isRefused = error instanceof Refusal && ['not-found', 'not-an-approver', 'not-a-party'].includes(error.problem.code);
      if (!isRefused || !authority.person || !(await this.standsIn(id, authority))) throw error;
      return look();
    }
  }

  private async standsIn(id: string, authority: Authority): Promise<boolean> {
    const found = await readApprovalWithDelegations(this.database, streamIdOf('approval', id), idsOf(authority), this.clock);
    if (!found || !processOf('approval').canRead(found.row)) return false;
    await this.forOthers(found, authority);
    return placesTakenIn(authority, found.row).length > 0;
  }

  private async forOthers({ row, received, now }: ApprovalWithDelegations, authority: Authority): Promise<ForOthers> {
    const approval = row.state as unknown as Opened;
    const lenders = await this.lendersTo(idsOf(authority), approval, now);
    const delegators = [...received.flatMap(({ names }) => names), ...Object.keys(lenders)];
    if (delegators.length === 0) return {};
    const streamId = streamIdOf('approval', row.id);
    const ofDelegators = await delegationsIn(this.database, streamId, delegators, this.clock);
    const isRequesters = ({ names }: { names: readonly string[] }) => names.includes(approval.requestedBy);
    const delegations = [...received, ...ofDelegators.filter(isRequesters)].map(({ userId, ...each }) => ({ ...each, accountId: userId }));
    const chained = ofDelegators.filter((each) => !isRequesters(each)).flatMap(({ names }) => names);
    const forOthers = { delegations, lenders, chained };
    const places = await this.placesIn(approval, row, { forOthers, authority, now });
    // One call may be about many approvals, a few at once.
    authority.standsIn = new Map(authority.standsIn).set(streamId, places);
    return forOthers;
  }

  /** Those whose task is in the hands of the caller, with their accounts; an erased person has lent nothing over. */
  private async lendersTo(ids: readonly string[], approval: Opened, now: number): Promise<Record<string, string>> {
    const tasks = tasksLentTo(approval, ids, now);
    if (tasks.length === 0) return {};
    const assignees = approval.stages.flatMap(({ slots }) =>
      slots.flatMap((slot) => slot.tasks.flatMap(({ taskId, assignee }) => (tasks.includes(taskId) ? [assignee] : []))),
    );
    const found = await externalIdsOf(this.database, assignees);
    return Object.fromEntries(found.map(({ principalId, externalId }) => [principalId, userIdOf(externalId)]));
  }

  /** By the same rule that decides under lock; what only a newer release can read lends nothing. */
  private async placesIn(
    approval: Opened,
    row: ProcessRow,
    { forOthers, authority, now }: { forOthers: ForOthers; authority: Authority; now: number },
  ): Promise<readonly string[]> {
    const command = { ...actorsOf(authority), ...this.facts.of(row, authority), ...forOthers };
    const needs = Object.entries(factsAboutLooking(command, approval)).flatMap(([name, need]) =>
      need?.need === 'stream' ? [[name, streamIdOf(need.process as 'account', need.id)] as const] : [],
    );
    const rows = await readProcesses(
      this.database,
      needs.map(([, streamId]) => streamId),
    );
    if ([...rows.values()].some((each) => !processOf(each.type).canRead(each))) return [];
    const facts = Object.fromEntries(needs.map(([name, streamId]) => [name, rows.get(streamId)?.state]));
    return inPlaceOf(approval, command, facts as never, now);
  }
}

function idsOf(authority: Authority): readonly string[] {
  const { actor, aliases = [] } = actorsOf(authority);
  return [actor, ...aliases];
}
