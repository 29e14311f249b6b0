import { Injectable } from '@nestjs/common';
import { processOf } from '#domain';
import { Engine, streamIdOf, type ProcessState } from '#engine';
import { Database, readEvents, type StoredEvent } from '#event-store';
import type { Authority } from '../authority/authority';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';
import { listedView } from '../process/view';

const account = processOf('account');

const isAdoption = ({ type }: StoredEvent): boolean => type === 'AccountPolicyAdopted';

/** An account as it was at an instant: its events up to then, folded. Who sees it now sees it then. */
@Injectable()
export class Past {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly processes: Processes,
  ) {}

  /** @throws Refusal `not-found`, `as-of-in-future`, `as-of-before-opening` */
  async show(id: string, asOf: number, authority: Authority) {
    const now = await this.processes.find('account', id, authority);
    if (asOf > (await this.engine.now())) throw refusal('as-of-in-future');
    const events = await readEvents(this.database, [streamIdOf('account', id)]);
    const then = events.filter(({ recordedAt }) => recordedAt <= asOf);
    if (then.length === 0) throw refusal('as-of-before-opening');
    const view = listedView(stood(now, then, events.slice(then.length)), authority);
    return { ...view, allowed: [], refused: [] };
  }
}

/** The version that it lived by then: the one that it had adopted, or the one from which it went on later. */
function stood(now: ProcessState, then: readonly StoredEvent[], later: readonly StoredEvent[]) {
  const state = then.reduce((before, { data, type }) => account.evolve(before, { ...data, type }), account.initial);
  const policyVersion =
    account.adoptedVersion?.(state) ?? (later.find(isAdoption)?.data['from'] as number | undefined) ?? now.policyVersion;
  const moving = then.filter(({ type }) => !account.minor.includes(type));
  const { closedAt: _closed, ...row } = now;
  const isOver = account.outcome(state) !== undefined && now.closedAt !== undefined;
  return {
    ...{ ...row, state, policyVersion, version: then.length, revision: moving.length },
    ...{ status: account.status(state), updatedAt: moving.at(-1)!.recordedAt },
    ...(isOver && { closedAt: now.closedAt }),
  };
}
