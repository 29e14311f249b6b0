import { Injectable } from '@nestjs/common';
import type { KnownStateIn } from '#domain';
import { Engine } from '#engine';
import { Database } from '#event-store';
import { listProcesses, type ProcessRow } from '#read-models';
import { permitInCompany } from '../authority/administrators';
import { actorOf } from '../authority/authority';
import type { Call } from '../authority/call';
import { Processes } from '../process/processes';
import { pathOf, processOfRow } from '../process/view';

/** Opens reviews of the rights in a company, one after another. */
@Injectable()
export class RightsReviews {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly processes: Processes,
  ) {}

  /**
   * The id of a review says which of the company it is: two that are asked for at once are one, and the second caller
   * is refused.
   * @throws Refusal `not-found`
   */
  async open(companyId: string, call: Call) {
    await this.processes.readVisible('company', companyId, call.authority);
    const newest = await this.newest(companyId);
    const n = newest === undefined ? 1 : newest.state.n + (newest.state.status === 'closed' ? 1 : 0);
    const id = this.engine.ids.rightsReview(companyId, n);
    const command = { type: 'OpenRightsReview', companyId, n, requestedBy: actorOf(call.authority) } as const;
    const opened = { process: 'rights-review', id, command } as const;
    const permit = permitInCompany<'rights-review'>(call.authority, companyId, opened);
    const view = await this.processes.command<'rights-review'>({ ...opened, ...(permit && { permit }) }, call, { opens: true });
    // A repeated call gets its answer, also where another review has begun since.
    call.showLocation(pathOf('rights-review', view['id'] as string));
    return view;
  }

  private async newest(companyId: string): Promise<ProcessRow<KnownStateIn<'rights-review'>> | undefined> {
    const everybody = { as: 'operator', principal: companyId } as const;
    const [row] = await listProcesses(this.database, everybody, { type: 'rights-review', companyId }, undefined, 1);
    if (row) processOfRow(row);
    return row as ProcessRow<KnownStateIn<'rights-review'>> | undefined;
  }
}
