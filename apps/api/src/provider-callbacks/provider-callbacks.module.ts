import { Module } from '@nestjs/common';
import { ProviderCallbacksController } from './provider-callbacks.controller';

@Module({ controllers: [ProviderCallbacksController] })
export class ProviderCallbacksModule {}
