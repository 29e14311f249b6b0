import { Module } from '@nestjs/common';
import { CompaniesController } from './companies.controller';
import { CompanyCommands } from './company-commands';
import { Invites } from './invites';

@Module({ controllers: [CompaniesController], providers: [CompanyCommands, Invites] })
export class CompaniesModule {}
