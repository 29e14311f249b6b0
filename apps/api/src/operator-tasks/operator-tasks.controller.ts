import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { operatorTaskPage, operatorTaskQuery } from '#contracts';
import { partsOf } from '#engine';
import { Database } from '#event-store';
import { listOperatorTasks } from '#read-models';
import { permissions } from '../authority/authority';
import { Route } from '../authority/route';
import { type AskedPage, pageOf, pageTokenCodes, placeInTime, startOf } from '../http/page-token';
import { rfc3339 } from '../http/time';

@ApiTags('operators')
@Controller('v1/operator-tasks')
export class OperatorTasksController {
  constructor(private readonly database: Database) {}

  @Get()
  @Route({
    summary: 'What goes on only with a human, oldest first',
    access: permissions.readOperatorTasks,
    answer: operatorTaskPage,
    refuses: [...pageTokenCodes],
  })
  async list(@Query({ schema: operatorTaskQuery }) query: z.infer<typeof operatorTaskQuery>) {
    const asked = { list: 'operator-task', query };
    const found = await listOperatorTasks(this.database, placeOf(asked), query.pageSize + 1);
    return pageOf(
      found,
      asked,
      ({ taskId, streamId, kind, ref, raisedAt }) => ({ taskId, kind, ref, process: partsOf(streamId), raisedAt: rfc3339(raisedAt) }),
      ({ position, taskId }) => [position, taskId],
    );
  }
}

/** The end of the page before. @throws as {@link startOf} */
function placeOf(asked: AskedPage) {
  const [position, taskId] = startOf(asked, placeInTime) ?? [];
  return position === undefined || taskId === undefined ? undefined : { position, taskId };
}
