import { Module } from '@nestjs/common';
import { ApprovalCommands } from './approval-commands';
import { ApprovalQueries } from './approval-queries';
import { ApprovalsController } from './approvals.controller';

@Module({ controllers: [ApprovalsController], providers: [ApprovalCommands, ApprovalQueries] })
export class ApprovalsModule {}
