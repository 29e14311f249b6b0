import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { calendarVersionQuery } from '#contracts';
import { regions, type Calendar } from '#domain';
import { Engine, streamIdOf } from '#engine';
import { Database } from '#event-store';
import { listCalendarVersions } from '#read-models';
import { isOperator, maySeeRow, type Authority } from '../authority/authority';
import type { Call } from '../authority/call';
import { pageOf, startOf } from '../http/page-token';
import { hideProcess, refusal, Refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';
import { Processes } from '../process/processes';
import { processView } from '../process/view';

/** A page ends with a version. */
const versionPlace = /^(\d{1,9})$/;

@Injectable()
export class CalendarQueries {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly processes: Processes,
  ) {}

  /** What nobody but operators may change offers nobody else a command. @throws Refusal `not-found` */
  async show(id: string, call: Call) {
    const row = await this.readVisible(id, call.authority);
    call.showVersion(row.revision);
    const view = processView({ ...row, now: await this.engine.now() }, call.authority);
    return row.companyId === undefined && !isOperator(call.authority) ? { ...view, allowed: [], refused: [] } : view;
  }

  regions() {
    return { items: regions.map(regionView) };
  }

  /** @throws Refusal `not-found`, those of page tokens */
  async versions(id: string, query: z.infer<typeof calendarVersionQuery>, authority: Authority) {
    const asked = { list: `calendar versions ${id}`, query };
    const [before] = startOf(asked, versionPlace) ?? [];
    await this.readVisible(id, authority);
    const found = await listCalendarVersions(this.database, id, before === undefined ? undefined : Number(before), query.pageSize + 1);
    return pageOf(
      found,
      asked,
      ({ version, at, actor, content }) => ({ version, at: rfc3339(at), actor, ...content }),
      ({ version }) => [version],
    );
  }

  /** R16: companies count by the calendars of the platform, so that all who may read calendars see these. */
  private async readVisible(id: string, authority: Authority) {
    const row = await this.processes.read('calendar', id);
    if (!row) throw refusal('not-found');
    if (row.companyId !== undefined && !maySeeRow(authority, row)) throw new Refusal(hideProcess(streamIdOf('calendar', id)));
    return row;
  }
}

const regionView = ({ id: region, ...calendar }: Calendar) => ({ region, ...calendar });
