import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { timelineQuery } from '#contracts';
import { accountPolicies, companiesOf, devicesOf, mayDo, profileOf, strictestOf, type Account, type ChosenProfile } from '#domain';
import { streamIdOf, type Json, type ProcessState } from '#engine';
import { Database } from '#event-store';
import { readProcesses, readTimeline } from '#read-models';
import { mayOpenDataOf, viewerOf, type Authority } from '../authority/authority';
import { pageOf, startOf } from '../http/page-token';
import { rfc3339 } from '../http/time';
import { Processes } from '../process/processes';
import { retold } from '../process/retold';
import { processOfRow } from '../process/view';

/** Queries about accounts beside the state of one. Callers find only what they may see. */
@Injectable()
export class AccountQueries {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
  ) {}

  async capabilities(id: string, authority: Authority) {
    const found = await this.processes.find('account', id, authority);
    const { state, now } = found;
    const account = processOfRow(found);
    const { tier } = account.view(state);
    const policy = accountPolicies[found.policyVersion]!;
    const profile = policy.proven && (await this.profileOf(state));
    return { id, state: account.status(state), tier, ...mayDo(state, policy, now, profile) };
  }

  /** R20: what the person and operators see of the devices. */
  devices({ id, state }: ProcessState, authority: Authority): { [key: string]: Json } {
    const devices = mayOpenDataOf(authority, id) ? devicesOf(state as Account) : [];
    return devices.length === 0 ? {} : { devices: devices.map(({ at, ...device }) => ({ ...device, boundAt: rfc3339(at) })) };
  }

  /** X25: what the companies of the person ask, in each point the one that asks for most. */
  private async profileOf(account: Account) {
    const streamIds = companiesOf(account).map((companyId) => streamIdOf('company', companyId));
    if (streamIds.length === 0) return undefined;
    const companies = [...(await readProcesses(this.database, streamIds)).values()];
    return strictestOf(companies.map((row) => profileOf((row.state as { verification?: ChosenProfile }).verification)));
  }

  async timeline(id: string, query: z.infer<typeof timelineQuery>, authority: Authority) {
    await this.processes.readVisible('account', id, authority);
    const asked = { list: `timeline ${id}`, query };
    const [after] = startOf(asked, /^(\d{1,15})$/) ?? [0];
    const viewer = viewerOf(authority);
    const found = await readTimeline(this.database, viewer, id, Number(after), query.pageSize + 1);
    return pageOf(
      found,
      asked,
      ({ at, globalPos: _place, ...entry }) => ({ at: rfc3339(at), ...retold(entry, viewer) }),
      ({ globalPos }) => [globalPos],
    );
  }
}
