import { Module } from '@nestjs/common';
import { HealthController } from './health.controller';
import { Health } from './health';

@Module({ controllers: [HealthController], providers: [Health] })
export class HealthModule {}
