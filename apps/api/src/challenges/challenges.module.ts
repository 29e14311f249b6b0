import { Module } from '@nestjs/common';
import { ChallengesController } from './challenges.controller';
import { CodeSender } from './code-sender';

@Module({ controllers: [ChallengesController], providers: [CodeSender], exports: [CodeSender] })
export class ChallengesModule {}
