import { Injectable } from '@nestjs/common';
import { platformCalendar, processOf, type Script } from '#domain';
import { streamIdOf } from '#engine';
import { Database } from '#event-store';
import { readProcesses } from '#read-models';

/** R16: what says by which calendar approvals of a company count, as the engine would find it. */
@Injectable()
export class CalendarsBeside {
  constructor(private readonly database: Database) {}

  /** The company, the calendar that it has chosen, and the platform's own, by stream. */
  async of(companyId: string | undefined): Promise<NonNullable<Script['calendars']>> {
    const company = companyId === undefined ? undefined : streamIdOf('company', companyId);
    const found = await this.read([streamIdOf('calendar', platformCalendar.storedId), ...(company === undefined ? [] : [company])]);
    const chosen = company === undefined ? undefined : (found[company] as { calendar?: { storedId?: string } } | undefined)?.calendar;
    return chosen?.storedId === undefined ? found : { ...found, ...(await this.read([streamIdOf('calendar', chosen.storedId)])) };
  }

  /** What only a newer release can read counts as not there. */
  private async read(streamIds: readonly string[]): Promise<NonNullable<Script['calendars']>> {
    const rows = [...(await readProcesses(this.database, streamIds))].filter(([, row]) => processOf(row.type).canRead(row));
    return Object.fromEntries(rows.map(([streamId, { state }]) => [streamId, state]));
  }
}
