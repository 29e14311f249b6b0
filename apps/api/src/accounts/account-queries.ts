import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { timelineQuery } from '#contracts';
import { devicesOf, type Account } from '#domain';
import type { Json, ProcessState } from '#engine';
import { Database } from '#event-store';
import { readTimeline } from '#read-models';
import { mayOpenDataOf, viewerOf, type Authority } from '../authority/authority';
import { pageOf, startOf } from '../http/page-token';
import { rfc3339 } from '../http/time';
import { Processes } from '../process/processes';
import { retold } from '../process/retold';

/** Queries about accounts beside the state of one. Callers find only what they may see. */
@Injectable()
export class AccountQueries {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
  ) {}

  /** R20: what the person and operators see of the devices. */
  devices({ id, state }: ProcessState, authority: Authority): { [key: string]: Json } {
    const devices = mayOpenDataOf(authority, id) ? devicesOf(state as Account) : [];
    return devices.length === 0 ? {} : { devices: devices.map(({ at, ...device }) => ({ ...device, boundAt: rfc3339(at) })) };
  }

  async timeline(id: string, query: z.infer<typeof timelineQuery>, authority: Authority) {
    await this.processes.readVisible('account', id, authority);
    const asked = { list: `timeline ${id}`, query };
    const [after] = startOf(asked, /^(\d{1,15})$/) ?? [0];
    const viewer = viewerOf(authority);
    const found = await readTimeline(this.database, viewer, id, { after: Number(after), asOf: asOfIn(query) }, query.pageSize + 1);
    return pageOf(
      found,
      asked,
      ({ at, globalPos: _place, ...entry }) => ({ at: rfc3339(at), ...retold(entry, viewer) }),
      ({ globalPos }) => [globalPos],
    );
  }
}

const asOfIn = ({ asOf }: { asOf?: string | undefined }): number | undefined => (asOf === undefined ? undefined : Date.parse(asOf));
