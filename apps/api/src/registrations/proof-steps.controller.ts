import { Body, Controller, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { faces, nothing, type BodyOf } from '#contracts';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Id } from '../http/id.decorator';
import { ProofCommands } from './proof-commands';

const { bodies } = faces.registration;

@ApiTags('registrations')
@Controller('v1/registrations')
export class ProofStepsController {
  constructor(private readonly commands: ProofCommands) {}

  @Put(':id/steps/liveness')
  @Does(
    'registration',
    'GiveLiveness',
    'Show the face of the applicant, by a reference to the recording: it is checked, and `lastCheck` tells what came of it',
    { waits: true, also: ['raw-biometric-refused'] },
  )
  giveLiveness(@Id() id: string, @Body({ schema: bodies.GiveLiveness }) body: BodyOf<'registration', 'GiveLiveness'>, @Call() call: Call) {
    return this.commands.giveLiveness(id, body, call);
  }

  @Put(':id/steps/security')
  @Does(
    'registration',
    'GiveSecurity',
    'Tell what was seen of the applicant, and enrol their security questions: `demands` says how much proof that takes',
    { waits: true, also: ['signal-malformed', 'signal-in-future'] },
  )
  giveSecurity(@Id() id: string, @Body({ schema: bodies.GiveSecurity }) body: BodyOf<'registration', 'GiveSecurity'>, @Call() call: Call) {
    return this.commands.giveSecurity(id, body, call);
  }

  @Put(':id/steps/code')
  @Does('registration', 'ProvePhoneAgain', 'Prove the phone once more, where an evaluation demands a fresh code')
  provePhoneAgain(
    @Id() id: string,
    @Body({ schema: bodies.ProvePhoneAgain }) body: BodyOf<'registration', 'ProvePhoneAgain'>,
    @Call() call: Call,
  ) {
    return this.commands.provePhoneAgain(id, body, call);
  }

  @Post(':id/steps/liveness/review')
  @Does('registration', 'AskForReview', 'Have a reviewer look at the applicant in the place of the face check')
  askForReview(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.commands.askForReview(id, call);
  }
}
