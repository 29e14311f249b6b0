import { Module } from '@nestjs/common';
import { EventsController } from './events.controller';
import { Feed } from './feed';
import { News } from './news';

@Module({ controllers: [EventsController], providers: [Feed, News] })
export class EventsModule {}
