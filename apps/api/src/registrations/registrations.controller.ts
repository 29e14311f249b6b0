import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { challenge, evidenceRequestsShown, faces, nothing, type BodyOf } from '#contracts';
import type { ProcessState } from '#engine';
import { EvidenceRequests } from '../evidence/evidence-requests';
import { permissions, type Authority } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { documentCodes } from '../http/document-codes';
import { Id } from '../http/id.decorator';
import { CommandBody } from '../process/body';
import { ListedProcess } from '../process/process-routes';
import { AwaitedApproval } from './awaited-approval';
import { ElapsedTime } from './elapsed-time';
import { Opening } from './opening';
import { RegistrationCodes } from './registration-codes';
import { RegistrationCommands } from './registration-commands';

const { bodies } = faces.registration;

@ApiTags('registrations')
@Controller('v1/registrations')
export class RegistrationsController extends ListedProcess('registration') {
  constructor(
    private readonly opening: Opening,
    private readonly commands: RegistrationCommands,
    private readonly codes: RegistrationCodes,
    private readonly approval: AwaitedApproval,
    private readonly requests: EvidenceRequests,
    private readonly elapsed: ElapsedTime,
  ) {
    super();
  }

  protected override async join(found: ProcessState, authority: Authority) {
    return { ...(await this.approval.of(found, authority)), ...(await this.elapsed.of(found, authority)) };
  }

  @Post()
  @Does(
    'registration',
    'OpenRegistration',
    'Begin a registration: a code goes to the phone; before it is shown the answer is the same for every number',
    { sendsCode: true, also: ['phone-invalid', 'zone-unknown', 'link-not-available', 'scan-invalid'] },
  )
  create(@Body({ schema: bodies.OpenRegistration }) body: BodyOf<'registration', 'OpenRegistration'>, @Call() call: Call) {
    return this.opening.run(body, call);
  }

  @Put(':id/steps/phone')
  @Does(
    'registration',
    'ProvePhone',
    'Prove the phone with the code that went to it last; only now it is told whether the number can be taken',
  )
  provePhone(@Id() id: string, @Body({ schema: bodies.ProvePhone }) body: BodyOf<'registration', 'ProvePhone'>, @Call() call: Call) {
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
  correctPhone(@Id() id: string, @Body({ schema: bodies.CorrectPhone }) body: BodyOf<'registration', 'CorrectPhone'>, @Call() call: Call) {
    return this.commands.correctPhone(id, body, call);
  }

  @Put(':id/steps/sign-in')
  @Does('registration', 'RecordSignIn', 'Say where the identity provider keeps the password, of somebody who has no company')
  recordSignIn(@Id() id: string, @Body({ schema: bodies.GiveSignIn }) body: BodyOf<'registration', 'GiveSignIn'>, @Call() call: Call) {
    return this.commands.recordSignIn(id, body, call);
  }

  @Put(':id/steps/profile')
  @Does(
    'registration',
    'GiveProfile',
    'Say who it is: the document is checked with the authorities, and `lastCheck` tells what they said',
    { waits: true, also: [...documentCodes, 'name-invalid', 'raw-evidence-refused'] },
  )
  giveProfile(@Id() id: string, @Body({ schema: bodies.GiveProfile }) body: BodyOf<'registration', 'GiveProfile'>, @Call() call: Call) {
    return this.commands.giveProfile(id, body, call);
  }

  @Post(':id/submission')
  @Does('registration', 'SubmitRegistration', 'Ask for the confirmation, or go straight on where a rule confirms', { waits: true })
  submit(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.commands.submit(id, call);
  }

  @Post(':id/evidence')
  @Does('registration', 'GiveEvidence', 'Give what its approval asks the applicant for, by reference', { also: ['raw-evidence-refused'] })
  giveEvidence(@Id() id: string, @Body({ schema: bodies.GiveEvidence }) body: BodyOf<'registration', 'GiveEvidence'>, @Call() call: Call) {
    return this.commands.giveEvidence(id, body, call);
  }

  @Get(':id/evidence-requests')
  @Route({
    summary: 'What its approval has asked the applicant for, in words, and the references to what they have given',
    access: permissions.changeRegistration,
    answer: evidenceRequestsShown,
    refuses: ['not-found'],
  })
  evidenceRequests(@Id() id: string, @Call() call: Call) {
    return this.requests.ofRegistration(id, call.authority);
  }

  @Post(':id/withdrawal')
  @Does('registration', 'WithdrawRegistration', 'Withdraw it, at any time before it is active')
  withdraw(
    @Id() id: string,
    @Body({ schema: bodies.WithdrawRegistration }) body: BodyOf<'registration', 'WithdrawRegistration'>,
    @Call() call: Call,
  ) {
    return this.commands.withdraw(id, body, call);
  }

  @Post(':id/review')
  @Does('registration', 'OpenReview', 'Open the review that waited until somebody could do it')
  openReview(@Id() id: string, @CommandBody('registration', 'OpenReview') command: CommandBody<'registration'>, @Call() call: Call) {
    return this.run(id, command, call);
  }

  @Post(':id/directory-removal')
  @Does('registration', 'RetryDirectoryRemoval', 'Have the directory asked again to take back an entry that it has kept')
  retryDirectoryRemoval(
    @Id() id: string,
    @CommandBody('registration', 'RetryDirectoryRemoval') command: CommandBody<'registration'>,
    @Call() call: Call,
  ) {
    return this.run(id, command, call);
  }
}
