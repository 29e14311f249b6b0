import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { operatorTaskPage, operatorTaskQuery } from '#contracts';
import { partsOf } from '#engine';
import { Database } from '#event-store';
import { listOperatorTasks } from '#read-models';
import { permissions } from '../authority/authority';
import { Route } from '../authority/route';
import { pageOf, placeInTime, positionOf } from '../http/page-token';
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
    refuses: ['page-token-invalid'],
  })
  async list(@Query({ schema: operatorTaskQuery }) { pageSize, pageToken }: z.infer<typeof operatorTaskQuery>) {
    const found = await listOperatorTasks(this.database, placeOf(pageToken), pageSize + 1);
    return pageOf(
      found,
      pageSize,
      ({ taskId, streamId, kind, ref, raisedAt }) => ({ taskId, kind, ref, process: partsOf(streamId), raisedAt: rfc3339(raisedAt) }),
      ({ position, taskId }) => [position, taskId],
    );
  }
}

/** The end of the page before. @throws Refusal `page-token-invalid` */
function placeOf(pageToken: string | undefined) {
  if (pageToken === undefined) return undefined;
  const [position, taskId] = positionOf(pageToken, placeInTime);
  return { position: position!, taskId: taskId! };
}
