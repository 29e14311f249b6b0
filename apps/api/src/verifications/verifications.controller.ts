import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { faces, verificationTimeline, type BodyOf } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { documentCodes } from '../http/document-codes';
import { Id } from '../http/id.decorator';
import { CommandBody } from '../process/body';
import { ListedProcess } from '../process/process-routes';
import { CaseCommands } from './case-commands';
import { CaseTimeline } from './case-timeline';
import { OpeningCases } from './opening-cases';

const { bodies } = faces.verification;

@ApiTags('verification-cases')
@Controller('v1/verification-cases')
export class VerificationsController extends ListedProcess('verification') {
  constructor(
    private readonly opening: OpeningCases,
    private readonly commands: CaseCommands,
    private readonly timelines: CaseTimeline,
  ) {
    super();
  }

  @Post()
  @Does('verification', 'OpenVerification', 'Begin to prove who the person of an account is, by one method', {
    also: ['not-found', 'verification-pending-elsewhere'],
  })
  create(@Body({ schema: bodies.OpenVerification }) body: BodyOf<'verification', 'OpenVerification'>, @Call() call: Call) {
    return this.opening.run(body, call);
  }

  @Post(':id/attempts')
  @Does(
    'verification',
    'MakeAttempt',
    'Give what the method takes: a provider is asked about it, and `lastAttempt` tells why it came to nothing',
    { waits: true, also: [...documentCodes, 'name-invalid', 'bank-card-invalid', 'raw-biometric-refused', 'raw-evidence-refused'] },
  )
  attempt(@Id() id: string, @Body({ schema: bodies.MakeAttempt }) body: BodyOf<'verification', 'MakeAttempt'>, @Call() call: Call) {
    return this.commands.makeAttempt(id, body, call);
  }

  @Post(':id/evidence')
  @Does('verification', 'GiveEvidence', 'Show by reference where the person works, or what a reviewer should see', {
    also: ['raw-evidence-refused'],
  })
  giveEvidence(@Id() id: string, @Body({ schema: bodies.GiveEvidence }) body: BodyOf<'verification', 'GiveEvidence'>, @Call() call: Call) {
    return this.commands.giveEvidence(id, body, call);
  }

  @Post(':id/review')
  @Does('verification', 'AskForReview', 'Let a person look in the place of a provider')
  askForReview(@Id() id: string, @CommandBody('verification', 'AskForReview') command: CommandBody<'verification'>, @Call() call: Call) {
    return this.run(id, command, call);
  }

  @Post(':id/review-opening')
  @Does('verification', 'OpenCaseReview', 'Open the review that waited until somebody could do it')
  openReview(@Id() id: string, @CommandBody('verification', 'OpenCaseReview') command: CommandBody<'verification'>, @Call() call: Call) {
    return this.run(id, command, call);
  }

  @Post(':id/withdrawal')
  @Does('verification', 'WithdrawVerification', 'Withdraw it, at any time before its end')
  withdraw(
    @Id() id: string,
    @Body({ schema: bodies.WithdrawVerification }) body: BodyOf<'verification', 'WithdrawVerification'>,
    @Call() call: Call,
  ) {
    const reasonCode = body?.reason?.code;
    return this.run(id, { type: 'WithdrawVerification', ...(reasonCode !== undefined && { reasonCode }) }, call);
  }

  @Get(':id/timeline')
  @Route({
    summary: 'What happened to the case, oldest first',
    access: permissions.readVerifications,
    answer: verificationTimeline,
    refuses: ['not-found'],
  })
  timeline(@Id() id: string, @Call() call: Call) {
    return this.timelines.of(id, call.authority);
  }
}
