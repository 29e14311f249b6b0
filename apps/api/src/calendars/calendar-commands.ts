import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { Engine } from '#engine';
import { permitInCompany } from '../authority/administrators';
import { isOperator, type Authority } from '../authority/authority';
import type { Call } from '../authority/call';
import { refusal } from '../http/refusal';
import { Processes } from '../process/processes';

type Added = BodyOf<'calendar', 'AddCalendar'>;
type Version = BodyOf<'calendar', 'AddCalendarVersion'>;

/** Commands to calendars: those of the platform are for operators, those of a company for who acts for it. */
@Injectable()
export class CalendarCommands {
  constructor(
    private readonly engine: Engine,
    private readonly processes: Processes,
  ) {}

  /** @throws Refusal `not-found` for a company that the caller may not see, `forbidden` */
  async add({ calendarId, companyId, ...said }: Added, call: Call) {
    const { authority } = call;
    if (companyId === undefined) refuseOthers(authority);
    else await this.processes.readVisible('company', companyId, authority);
    const id = this.engine.ids.calendar(companyId, calendarId);
    const command = { type: 'AddCalendar', calendarId, ...(companyId !== undefined && { companyId }), ...contentOf(said) } as const;
    const added = { process: 'calendar', id, command } as const;
    const permit = companyId === undefined ? undefined : permitInCompany<'calendar'>(authority, companyId, added);
    return this.processes.command({ ...added, ...(permit && { permit }) }, call, { opens: true });
  }

  /** @throws Refusal `not-found` for a calendar that the caller may not see, `forbidden` */
  async addVersion(id: string, said: Version, call: Call) {
    const { authority } = call;
    const row = await this.processes.readVisible('calendar', id, authority);
    if (row.companyId === undefined) refuseOthers(authority);
    const added = { process: 'calendar', id, command: { type: 'AddCalendarVersion', ...contentOf(said) } } as const;
    const permit = row.companyId === undefined ? undefined : permitInCompany<'calendar'>(authority, row.companyId, added);
    return this.processes.runOn('calendar', row, added.command, call, () => (permit ? { permit } : {}));
  }
}

/** @throws Refusal `forbidden`: the calendars of the platform are kept by operators. */
function refuseOthers(authority: Authority): void {
  if (!isOperator(authority)) throw refusal('forbidden');
}

const contentOf = ({ knownUntil, ...said }: Version) => ({ ...said, ...(knownUntil !== undefined && { knownUntil }) });
