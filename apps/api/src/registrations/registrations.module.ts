import { Module } from '@nestjs/common';
import { ChallengesModule } from '../challenges/challenges.module';
import { RegistrationCodes } from './registration-codes';
import { RegistrationCommands } from './registration-commands';
import { RegistrationQueries } from './registration-queries';
import { RegistrationsController } from './registrations.controller';

@Module({
  imports: [ChallengesModule],
  controllers: [RegistrationsController],
  providers: [RegistrationCodes, RegistrationCommands, RegistrationQueries],
})
export class RegistrationsModule {}
