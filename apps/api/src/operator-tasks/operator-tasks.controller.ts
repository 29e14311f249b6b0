import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { nothing, operatorTask, operatorTaskPage, operatorTaskQuery, resolveTask, taskRetry, type ResolveTask } from '#contracts';
import { codesOfCommand } from '#domain';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { type AskedPage, pageOf, pageTokenCodes, placeInTime, startOf } from '../http/page-token';
import { OperatorTasks } from './operator-tasks';
import { taskView } from './task-view';

@ApiTags('operators')
@Controller('v1/operator-tasks')
export class OperatorTasksController {
  constructor(private readonly tasks: OperatorTasks) {}

  @Get()
  @Route({
    summary: 'What goes on only with a human, oldest first; or what is resolved, the last resolved first',
    access: permissions.readOperatorTasks,
    answer: operatorTaskPage,
    refuses: [...pageTokenCodes],
  })
  async list(@Query({ schema: operatorTaskQuery }) query: z.infer<typeof operatorTaskQuery>) {
    const { state, kind, process } = query;
    // A token of a release without filters is one of the open tasks.
    const asked = { list: 'operator-task', query: { ...query, state: state === 'open' ? undefined : state } };
    const found = await this.tasks.list({ state, kind, streamId: process }, placeOf(asked), query.pageSize + 1);
    return pageOf(found, asked, taskView, ({ position, taskId }) => [position, taskId]);
  }

  @Get(':id')
  @Route({
    summary: 'One task, open or resolved, with the tries of its effect as they stand',
    access: permissions.readOperatorTasks,
    answer: operatorTask,
    refuses: ['not-found'],
  })
  async show(@Id() id: string) {
    return taskView(await this.tasks.find(id));
  }

  @Post(':id/resolution')
  @Route({
    summary: 'Resolve a task that a person has settled; `reason` is a code that says how',
    access: permissions.settleOperatorTasks,
    command: true,
    answer: operatorTask,
    refuses: ['not-found', 'task-resolved', 'task-ends-with-its-trouble'],
  })
  resolve(@Id() id: string, @Body({ schema: resolveTask }) { reason }: ResolveTask, @Call() call: Call) {
    return this.tasks.resolve(id, reason, call);
  }

  @Post(':id/retry')
  @Route({
    summary: 'Try now what the task is about: nobody waits for the end of a pause, and what was refused is ordered again',
    access: permissions.settleOperatorTasks,
    command: true,
    status: 202,
    answer: taskRetry,
    refuses: [
      ...(['not-found', 'task-resolved', 'task-not-retryable', 'stream-full'] as const),
      ...codesOfCommand('deregistration', 'RetryPurgeStep'),
      ...codesOfCommand('registration', 'RetryDirectoryRemoval'),
    ],
  })
  retry(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.tasks.retry(id, call);
  }
}

/** The end of the page before. @throws as {@link startOf} */
function placeOf(asked: AskedPage) {
  const [position, taskId] = startOf(asked, placeInTime) ?? [];
  return position === undefined || taskId === undefined ? undefined : { position, taskId };
}
