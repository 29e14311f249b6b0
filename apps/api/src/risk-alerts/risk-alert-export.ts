import { Inject, Injectable } from '@nestjs/common';
import type { RiskAlertExportQuery } from '#contracts';
import { riskAlertPolicy } from '#domain';
import { Database, readNow, type ClockMode } from '#event-store';
import { processesFrom } from '#read-models';
import { viewerOf } from '../authority/authority';
import type { Call } from '../authority/call';
import { cursorOf } from '../http/page-token';
import { listPosition, listPositionOf } from '../process/lists';
import { listItem } from '../process/view';
import { clockMode } from '../tokens';
import { isOwn } from './risk-alerts';

/** V9: alerts as a stream to be kept elsewhere. */
@Injectable()
export class RiskAlertExport {
  constructor(
    private readonly database: Database,
    @Inject(clockMode) private readonly clock: ClockMode,
  ) {}

  /** The cursor stays where nothing follows, so that the next call brings what was raised since. */
  async page({ cursor, ...query }: RiskAlertExportQuery, { authority }: Call) {
    const asked = { list: 'risk-alert-export', query: { ...query, pageToken: cursor } };
    const after = listPositionOf(asked);
    const { now } = await readNow(this.database, this.clock);
    const filter = { type: 'risk-alert', before: now - riskAlertPolicy.exportedAfterSeconds * 1_000, companyId: query.companyId };
    const found = await processesFrom(this.database, viewerOf(authority), filter, after, query.pageSize + 1);
    const shown = found.slice(0, query.pageSize);
    const last = shown.at(-1);
    const end = last ? cursorOf(asked, listPosition(last)) : cursor;
    const items = shown.map(listItem(authority)).filter((item) => !isOwn(item, authority));
    return { items, ...(end !== undefined && { cursor: end }), more: found.length > shown.length };
  }
}
