import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { deregistrationQuery } from '#contracts';
import { receipts } from '#domain';
import { Database } from '#event-store';
import { listProcesses } from '#read-models';
import type { Authority } from '../authority/authority';
import { pageOf } from '../http/page-token';
import { rfc3339 } from '../http/time';
import { listPosition, listPositionOf } from '../process/lists';
import { Processes } from '../process/processes';
import { listedView } from '../process/view';

@Injectable()
export class DeregistrationQueries {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
  ) {}

  /** A person finds his own, whatever account the query names. */
  async list({ pageSize, pageToken, accountId, companyId, state }: z.infer<typeof deregistrationQuery>, { person }: Authority) {
    if (person && accountId !== undefined && accountId !== person.userId) return { items: [] };
    const about = person?.userId ?? accountId;
    const filter = {
      type: 'deregistration',
      ...(about && { accountId: about }),
      ...(companyId && { companyId }),
      ...(state && { status: state }),
    };
    const found = await listProcesses(this.database, filter, listPositionOf(pageToken), pageSize + 1);
    return pageOf(found, pageSize, listedView, listPosition);
  }

  async receipts(id: string, authority: Authority) {
    const { state } = await this.processes.seen('deregistration', id, authority);
    return receipts(state).map(({ at, ...line }) => ({ ...line, ...(at !== undefined && { at: rfc3339(at) }) }));
  }
}
