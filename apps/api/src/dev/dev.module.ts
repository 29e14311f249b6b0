import { Module } from '@nestjs/common';
import { DevController } from './dev.controller';
import { SimulatedMessages } from './simulated-messages';

@Module({ controllers: [DevController], providers: [SimulatedMessages] })
export class DevModule {}
