import { Module } from '@nestjs/common';
import { ChallengesModule } from '../challenges/challenges.module';
import { DeregistrationsController } from './deregistrations.controller';
import { RevocationCodes } from './revocation-codes';

@Module({
  imports: [ChallengesModule],
  controllers: [DeregistrationsController],
  providers: [RevocationCodes],
})
export class DeregistrationsModule {}
