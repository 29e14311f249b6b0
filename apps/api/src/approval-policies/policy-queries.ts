import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { policyQuery } from '#contracts';
import { matters, policyStreamOf, policyWith, processOf, type KnownStateIn, type MatterType, type PolicyContent } from '#domain';
import { Engine, streamIdOf } from '#engine';
import { Database, readEvents, type StoredEvent } from '#event-store';
import { readProcesses, type ProcessRow } from '#read-models';
import { isOperator, maySeeRow, type Authority } from '../authority/authority';
import type { Call } from '../authority/call';
import { hideProcess, refusal, Refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { Processes } from '../process/processes';
import { processOfRow, processView } from '../process/view';

type Kept = KnownStateIn<'approval-policy'>;
type Row = ProcessRow<Kept>;

/** Policies as their callers see them: those of their companies; those of the platform serve everybody. */
@Injectable()
export class PolicyQueries {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly processes: Processes,
  ) {}

  /**
   * @throws Refusal `not-found`, also of another company's; `newer-release` for one that only a newer release can read
   */
  async readVisible(id: string, authority: Authority): Promise<Row> {
    const row = await this.processes.read('approval-policy', id);
    if (!row) throw refusal('not-found');
    if (row.state.companyId !== undefined && !maySeeRow(authority, row)) throw new Refusal(hideProcess(streamIdOf('approval-policy', id)));
    return row;
  }

  /** What nobody but operators may change offers nobody else a command. */
  async show(id: string, call: Call) {
    const row = await this.readVisible(id, call.authority);
    call.showVersion(row.revision);
    const view = processView({ ...row, now: await this.engine.now() }, call.authority);
    return row.state.companyId === undefined && !isOperator(call.authority) ? { ...view, allowed: [], refused: [] } : view;
  }

  /** Of each type of matter the company's own, the platform's and the built-in one, in the order in which they hold. */
  async list({ companyId, matterType }: z.infer<typeof policyQuery>, authority: Authority) {
    if (companyId !== undefined) await this.processes.readVisible('company', companyId, authority);
    const types = matterType === undefined ? (Object.keys(matters) as MatterType[]) : [matterType];
    const owners = companyId === undefined ? [undefined] : [companyId, undefined];
    const idsOf = (type: MatterType) => owners.map((owner) => streamIdOf('approval-policy', policyStreamOf(owner, type)));
    const rows = await readProcesses(this.database, types.flatMap(idsOf));
    const stored = (type: MatterType) => idsOf(type).flatMap((streamId) => rows.get(streamId) ?? []);
    return {
      items: types.flatMap((type) => [...stored(type).map(listed), { source: 'built-in', matterType: type, policy: matters[type].policy }]),
    };
  }

  /** Every version with its content, newest first, who stored it, and when. */
  async versions(id: string, authority: Authority) {
    const { state } = await this.readVisible(id, authority);
    const events = await readEvents(this.database, [streamIdOf('approval-policy', id)]);
    return { items: events.flatMap((event) => versionIn(event, state)).reverse() };
  }

  /** The content of one version. @throws Refusal `not-found` */
  async version(id: string, version: number, authority: Authority) {
    const { items } = await this.versions(id, authority);
    const found = items.find((each) => each.version === version);
    if (!found) throw refusal('not-found');
    return found.policy;
  }
}

const listed = (row: ProcessRow) => {
  if (!processOf(row.type).canRead(row)) return { id: row.id, unreadable: 'newer-release' };
  processOfRow(row);
  const state = row.state as unknown as Kept;
  const { companyId, matterType, version, content, status } = state;
  const source = companyId === undefined ? 'platform' : 'company';
  return {
    source,
    id: row.id,
    ...(companyId !== undefined && { companyId }),
    matterType,
    state: status,
    policy: policyWith(state, version, content),
  };
};

function versionIn({ type, data, recordedAt, meta }: StoredEvent, state: Kept) {
  if (type !== 'PolicyStored' && type !== 'PolicyChanged') return [];
  const { version = 1, content } = data as unknown as { version?: number; content: PolicyContent };
  return [{ version, storedAt: rfc3339(recordedAt), storedBy: String(meta['actor']), policy: policyWith(state, version, content) }];
}
