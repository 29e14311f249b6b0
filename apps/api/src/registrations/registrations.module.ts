import { Module } from '@nestjs/common';
import { ChallengesModule } from '../challenges/challenges.module';
import { Documents } from './documents';
import { Opening } from './opening';
import { RegistrationCodes } from './registration-codes';
import { RegistrationCommands } from './registration-commands';
import { RegistrationsController } from './registrations.controller';

@Module({
  imports: [ChallengesModule],
  controllers: [RegistrationsController],
  providers: [Documents, Opening, RegistrationCodes, RegistrationCommands],
})
export class RegistrationsModule {}
