import { Module } from '@nestjs/common';
import { ApprovalCommands } from './approval-commands';
import { ApprovalQueries } from './approval-queries';
import { ApprovalsController } from './approvals.controller';
import { Dossiers } from './dossier';

@Module({ controllers: [ApprovalsController], providers: [ApprovalCommands, ApprovalQueries, Dossiers] })
export class ApprovalsModule {}
