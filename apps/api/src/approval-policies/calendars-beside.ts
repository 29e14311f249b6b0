import { Injectable } from '@nestjs/common';
import type { SimulatePolicy } from '#contracts';
import { platformCalendar, processOf, regions, type Script } from '#domain';
import { streamIdOf } from '#engine';
import { Database } from '#event-store';
import { readProcesses } from '#read-models';
import { maySeeRow, type Authority } from '../authority/authority';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

/** Stands for the company of a matter where none is meant. */
export const anyCompany = 'company';

type Streams = NonNullable<Script['calendars']>;
type Choice = NonNullable<SimulatePolicy['calendar']>;

/** R16: what says by which calendar approvals of a company count, as the engine would find it. */
@Injectable()
export class CalendarsBeside {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
  ) {}

  /**
   * The company, the calendar that it has chosen or would choose, and the platform's own, by stream.
   * @throws Refusal `calendar-unknown` for one that is not there for this company
   */
  async of({ companyId, choice }: { companyId: string | undefined; choice: Choice | undefined }, authority: Authority): Promise<Streams> {
    if (choice) await this.refuseUnknown(choice, companyId, authority);
    const company = streamIdOf('company', companyId ?? anyCompany);
    const found = await this.read([streamIdOf('calendar', platformCalendar.storedId), ...(companyId === undefined ? [] : [company])]);
    const streams: Streams = choice ? { ...found, [company]: { status: 'verified', calendar: choice } as { status: string } } : found;
    const chosen = (streams[company] as { calendar?: { storedId?: string } } | undefined)?.calendar;
    return chosen?.storedId === undefined ? streams : { ...streams, ...(await this.read([streamIdOf('calendar', chosen.storedId)])) };
  }

  /** What a company may choose: a region, a calendar of the platform, or its own. */
  private async refuseUnknown(choice: Choice, companyId: string | undefined, authority: Authority): Promise<void> {
    if ('region' in choice) {
      if (!regions.some(({ id }) => id === choice.region)) throw refusal('calendar-unknown');
      return;
    }
    const row = await this.processes.read('calendar', choice.storedId);
    const isKnown = row && (row.companyId === undefined || (row.companyId === (companyId ?? row.companyId) && maySeeRow(authority, row)));
    if (!isKnown) throw refusal('calendar-unknown');
  }

  /** What only a newer release can read counts as not there. */
  private async read(streamIds: readonly string[]): Promise<Streams> {
    const rows = [...(await readProcesses(this.database, streamIds))].filter(([, row]) => processOf(row.type).canRead(row));
    return Object.fromEntries(rows.map(([streamId, { state }]) => [streamId, state]));
  }
}
