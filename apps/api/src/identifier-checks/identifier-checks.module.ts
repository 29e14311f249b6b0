import { Module } from '@nestjs/common';
import { IdentifierChecksController } from './identifier-checks.controller';
import { IdentifierChecks } from './identifier-checks';

@Module({ controllers: [IdentifierChecksController], providers: [IdentifierChecks] })
export class IdentifierChecksModule {}
