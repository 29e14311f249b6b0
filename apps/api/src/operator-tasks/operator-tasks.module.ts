import { Module } from '@nestjs/common';
import { OperatorTasksController } from './operator-tasks.controller';

@Module({ controllers: [OperatorTasksController] })
export class OperatorTasksModule {}
