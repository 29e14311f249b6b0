import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { calendarVersionQuery } from '#contracts';
import { regions, type Calendar } from '#domain';
import { Database } from '#event-store';
import { listCalendarVersions } from '#read-models';
import type { Authority } from '../authority/authority';
import { pageOf, startOf } from '../http/page-token';
import { rfc3339 } from '../http/time';
import { Processes } from '../process/processes';

/** A page ends with a version. */
const versionPlace = /^(\d{1,9})$/;

@Injectable()
export class CalendarQueries {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
  ) {}

  regions() {
    return { items: regions.map(regionView) };
  }

  /** @throws Refusal `not-found`, those of page tokens */
  async versions(id: string, query: z.infer<typeof calendarVersionQuery>, authority: Authority) {
    const asked = { list: `calendar versions ${id}`, query };
    const [before] = startOf(asked, versionPlace) ?? [];
    await this.processes.readVisible('calendar', id, authority);
    const found = await listCalendarVersions(this.database, id, before === undefined ? undefined : Number(before), query.pageSize + 1);
    return pageOf(
      found,
      asked,
      ({ version, at, actor, content }) => ({ version, at: rfc3339(at), actor, ...content }),
      ({ version }) => [version],
    );
  }
}

const regionView = ({ id: region, ...calendar }: Calendar) => ({ region, ...calendar });
