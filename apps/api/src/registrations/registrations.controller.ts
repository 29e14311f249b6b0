import { Body, Controller, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  challenge,
  correctPhone,
  giveProfile,
  giveSignIn,
  nothing,
  openRegistration,
  provePhone,
  withdrawRegistration,
  type CorrectPhone,
  type GiveProfile,
  type GiveSignIn,
  type OpenRegistration,
  type ProvePhone,
  type WithdrawRegistration,
} from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { documentCodes } from '../http/document-codes';
import { Id } from '../http/id.decorator';
import { ListedProcess } from '../process/process-routes';
import { Opening } from './opening';
import { RegistrationCodes } from './registration-codes';
import { RegistrationCommands } from './registration-commands';

@ApiTags('registrations')
@Controller('v1/registrations')
export class RegistrationsController extends ListedProcess('registration') {
  constructor(
    private readonly opening: Opening,
    private readonly commands: RegistrationCommands,
    private readonly codes: RegistrationCodes,
  ) {
    super();
  }

  @Post()
  @Does(
    'registration',
    'OpenRegistration',
    'Begin a registration: a code goes to the phone; before it is shown the answer is the same for every number',
    { sendsCode: true, also: ['phone-invalid', 'zone-unknown'] },
  )
  create(@Body({ schema: openRegistration }) body: OpenRegistration, @Call() call: Call) {
    return this.opening.run(body, call);
  }

  @Put(':id/steps/phone')
  @Does('registration', 'ProvePhone', 'Prove the phone with its newest code; only this answer shows whether the number can be taken')
  provePhone(@Id() id: string, @Body({ schema: provePhone }) body: ProvePhone, @Call() call: Call) {
    return this.commands.provePhone(id, body, call);
  }

  @Post(':id/codes')
  @Route({
    summary: 'Send another code to the phone',
    access: permissions.changeRegistration,
    command: true,
    sendsCode: true,
    status: 201,
    answer: challenge,
    refuses: ['not-found', 'version-mismatch', 'registration-closed', 'registration-expired', 'phone-proven', 'too-many-codes'],
  })
  sendCode(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.codes.send(id, call);
  }

  @Put(':id/phone')
  @Does('registration', 'CorrectPhone', 'Correct a mistyped number, while it is unproven; a code goes to the new one', {
    sendsCode: true,
    also: ['phone-invalid'],
  })
  correctPhone(@Id() id: string, @Body({ schema: correctPhone }) body: CorrectPhone, @Call() call: Call) {
    return this.commands.correctPhone(id, body, call);
  }

  @Put(':id/steps/sign-in')
  @Does('registration', 'RecordSignIn', 'Say where the identity provider keeps the password of a person without a company')
  recordSignIn(@Id() id: string, @Body({ schema: giveSignIn }) body: GiveSignIn, @Call() call: Call) {
    return this.commands.recordSignIn(id, body, call);
  }

  @Put(':id/steps/profile')
  @Does('registration', 'GiveProfile', 'Give the profile: the registry checks the document, and `lastCheck` shows its answer', {
    waits: true,
    also: documentCodes,
  })
  giveProfile(@Id() id: string, @Body({ schema: giveProfile }) body: GiveProfile, @Call() call: Call) {
    return this.commands.giveProfile(id, body, call);
  }

  @Post(':id/submission')
  @Does('registration', 'SubmitRegistration', 'Ask for the confirmation, or go straight on where a rule confirms', { waits: true })
  submit(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.commands.submit(id, call);
  }

  @Post(':id/withdrawal')
  @Does('registration', 'WithdrawRegistration', 'Withdraw it, at any time before it is active')
  withdraw(@Id() id: string, @Body({ schema: withdrawRegistration }) body: WithdrawRegistration, @Call() call: Call) {
    return this.commands.withdraw(id, body, call);
  }

  @Post(':id/review')
  @Does('registration', 'OpenReview', 'Open the review that waited for a reviewer')
  openReview(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.run(id, { type: 'OpenReview' }, call);
  }

  @Post(':id/directory-removal')
  @Does('registration', 'RetryDirectoryRemoval', 'Have the directory asked again to take back an entry that it has kept')
  retryDirectoryRemoval(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.run(id, { type: 'RetryDirectoryRemoval' }, call);
  }
}
