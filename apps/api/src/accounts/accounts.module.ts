import { Module } from '@nestjs/common';
import { AccountQueries } from './account-queries';
import { AccountsController } from './accounts.controller';
import { TakeIn } from './take-in';

@Module({ controllers: [AccountsController], providers: [AccountQueries, TakeIn] })
export class AccountsModule {}
