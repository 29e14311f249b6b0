import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { operatorTaskPage, operatorTaskQuery } from '#contracts';
import { partsOf } from '#engine';
import { Database, millisecondsOf } from '#event-store';
import { permissions } from '../authority/authority';
import { Route } from '../authority/route';
import { pageOf, placeInTime, positionOf } from '../http/page-token';
import { rfc3339 } from '../http/time';

interface Task {
  taskId: string;
  streamId: string;
  kind: string;
  ref: string;
  raisedAt: number;
  /** To the microsecond, as text: where the next page begins. */
  position: string;
}

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
    const [position, taskId] = pageToken === undefined ? [null, null] : positionOf(pageToken, placeInTime);
    const found = await this.database.query<Task>(
      `SELECT * FROM (
         SELECT task_id AS "taskId", stream_id AS "streamId", kind, ref, ${millisecondsOf('raised_at')}::float8 AS "raisedAt", (extract(epoch FROM raised_at) * 1000000)::bigint AS position
         FROM es.operator_tasks WHERE resolved_at IS NULL) open
       WHERE $1::bigint IS NULL OR (position, "taskId") > ($1::bigint, $2::uuid)
       ORDER BY position, "taskId" LIMIT $3`,
      [position, taskId, pageSize + 1],
    );
    return pageOf(
      found,
      pageSize,
      ({ taskId, streamId, kind, ref, raisedAt }) => ({ taskId, kind, ref, process: partsOf(streamId), raisedAt: rfc3339(raisedAt) }),
      ({ position, taskId }) => [position, taskId],
    );
  }
}
