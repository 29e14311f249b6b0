import { Module } from '@nestjs/common';
import { ChallengesModule } from '../challenges/challenges.module';
import { DeregistrationCommands } from './deregistration-commands';
import { DeregistrationQueries } from './deregistration-queries';
import { DeregistrationsController } from './deregistrations.controller';
import { RevocationCodes } from './revocation-codes';

@Module({
  imports: [ChallengesModule],
  controllers: [DeregistrationsController],
  providers: [DeregistrationCommands, DeregistrationQueries, RevocationCodes],
})
export class DeregistrationsModule {}
