import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { calendarPage, calendarQuery, calendarVersionPage, calendarVersionQuery, faces, regionPage, type BodyOf } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { pageTokenCodes } from '../http/page-token';
import { Processes } from '../process/processes';
import { CalendarCommands } from './calendar-commands';
import { CalendarQueries } from './calendar-queries';

const { answer, bodies } = faces.calendar;
const access = permissions.readCalendars;

@ApiTags('calendars')
@Controller('v1/calendars')
export class CalendarsController {
  constructor(
    private readonly commands: CalendarCommands,
    private readonly queries: CalendarQueries,
    private readonly processes: Processes,
  ) {}

  @Post()
  @Does('calendar', 'AddCalendar', 'Say on which days the people of a company, or of the platform, work', { also: ['not-found'] })
  create(@Body({ schema: bodies.AddCalendar }) body: BodyOf<'calendar', 'AddCalendar'>, @Call() call: Call) {
    return this.commands.add(body, call);
  }

  @Get()
  @Route({ summary: 'Calendars that are stored, newest first', access, answer: calendarPage, refuses: [...pageTokenCodes] })
  list(@Query({ schema: calendarQuery }) query: z.infer<typeof calendarQuery>, @Call() { authority }: Call) {
    return this.processes.list('calendar', query, authority);
  }

  @Get('regions')
  @Route({ summary: 'The calendars of regions, which every installation has', access, answer: regionPage })
  regions() {
    return this.queries.regions();
  }

  @Get(':id')
  @Route({ summary: 'A calendar with its newest version; those of the platform are for everybody', access, answer, refuses: ['not-found'] })
  show(@Id() id: string, @Call() call: Call) {
    return this.queries.show(id, call);
  }

  @Get(':id/versions')
  @Route({
    summary: 'The versions of a calendar, newest first',
    access,
    answer: calendarVersionPage,
    refuses: ['not-found', ...pageTokenCodes],
  })
  versions(@Id() id: string, @Query({ schema: calendarVersionQuery }) query: z.infer<typeof calendarVersionQuery>, @Call() call: Call) {
    return this.queries.versions(id, query, call.authority);
  }

  @Post(':id/versions')
  @Does('calendar', 'AddCalendarVersion', 'Say all days of a calendar anew: what was counted before stays')
  addVersion(
    @Id() id: string,
    @Body({ schema: bodies.AddCalendarVersion }) body: BodyOf<'calendar', 'AddCalendarVersion'>,
    @Call() call: Call,
  ) {
    return this.commands.addVersion(id, body, call);
  }
}
