import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  challenge,
  correctPhone,
  giveProfile,
  giveSignIn,
  nothing,
  openRegistration,
  provePhone,
  registration,
  registrationPage,
  registrationQuery,
  withdrawRegistration,
  workflowAnswer,
  type CorrectPhone,
  type GiveProfile,
  type GiveSignIn,
  type OpenRegistration,
  type ProvePhone,
  type WithdrawRegistration,
} from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { Processes } from '../process/processes';
import { Workflows } from '../process/workflows';
import { Opening } from './opening';
import { RegistrationCodes } from './registration-codes';
import { RegistrationCommands } from './registration-commands';
import { RegistrationQueries } from './registration-queries';

/** What every command on a registration may be refused with, and every step of its applicant. */
const whileOpen = ['not-found', 'registration-closed', 'registration-expired', 'version-mismatch'] as const;
const inDraft = [...whileOpen, 'check-under-way', 'registration-submitted'] as const;

@ApiTags('registrations')
@Controller('v1/registrations')
export class RegistrationsController {
  constructor(
    private readonly processes: Processes,
    private readonly opening: Opening,
    private readonly commands: RegistrationCommands,
    private readonly codes: RegistrationCodes,
    private readonly queries: RegistrationQueries,
    private readonly workflows: Workflows,
  ) {}

  @Post()
  @Route({
    summary: 'Begin a registration: a code goes to the phone; before it is shown the answer is the same for every number',
    access: permissions.openRegistration,
    command: true,
    sendsCode: true,
    status: 201,
    answer: registration,
    refuses: [
      'phone-invalid',
      'zone-unknown',
      'channel-not-allowed',
      'device-untrusted',
      'consent-missing',
      'invite-invalid',
      'invite-expired',
      'company-not-verified',
    ],
  })
  create(@Body({ schema: openRegistration }) body: OpenRegistration, @Call() call: Call) {
    return this.opening.run(body, call);
  }

  @Get()
  @Route({
    summary: 'Registrations, newest first',
    access: permissions.readRegistrations,
    answer: registrationPage,
    refuses: ['page-token-invalid'],
  })
  list(@Query({ schema: registrationQuery }) query: z.infer<typeof registrationQuery>, @Call() call: Call) {
    return this.queries.list(query, call.authority);
  }

  @Get(':id')
  @Route({ summary: 'A registration', access: permissions.readRegistrations, answer: registration, waits: true, refuses: ['not-found'] })
  show(@Id() id: string, @Call() call: Call) {
    return this.processes.show('registration', id, call);
  }

  @Put(':id/steps/phone')
  @Route({
    summary: 'Prove the phone with the code that went to it last; only now it is told whether the number can be taken',
    access: permissions.changeRegistration,
    command: true,
    answer: registration,
    refuses: [
      ...inDraft,
      'phone-proven',
      'challenge-unknown',
      'code-invalid',
      'code-expired',
      'too-many-codes',
      'phone-taken',
      'phone-in-cooldown',
      'registration-pending',
      'device-account-limit',
      'already-a-member',
    ],
  })
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
    refuses: [...whileOpen, 'phone-proven', 'too-many-codes'],
  })
  sendCode(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.codes.send(id, call);
  }

  @Put(':id/phone')
  @Route({
    summary: 'Correct a mistyped number, while it is unproven; a code goes to the new one',
    access: permissions.changeRegistration,
    command: true,
    sendsCode: true,
    answer: registration,
    refuses: [...inDraft, 'phone-invalid', 'phone-proven'],
  })
  correctPhone(@Id() id: string, @Body({ schema: correctPhone }) body: CorrectPhone, @Call() call: Call) {
    return this.commands.correctPhone(id, body, call);
  }

  @Put(':id/steps/sign-in')
  @Route({
    summary: 'Say where the identity provider keeps the password, of somebody who has no company',
    access: permissions.changeRegistration,
    command: true,
    answer: registration,
    refuses: [...inDraft, 'step-out-of-order'],
  })
  recordSignIn(@Id() id: string, @Body({ schema: giveSignIn }) body: GiveSignIn, @Call() call: Call) {
    return this.commands.recordSignIn(id, body, call);
  }

  @Put(':id/steps/profile')
  @Route({
    summary: 'Say who it is: the document is checked with the authorities, and `lastCheck` tells what they said',
    access: permissions.changeRegistration,
    command: true,
    waits: true,
    answer: registration,
    refuses: [...inDraft, 'step-out-of-order', 'id-number-invalid', 'mrz-checksum', 'passport-expired', 'visa-expired', 'position-unknown'],
  })
  giveProfile(@Id() id: string, @Body({ schema: giveProfile }) body: GiveProfile, @Call() call: Call) {
    return this.commands.giveProfile(id, body, call);
  }

  @Post(':id/submission')
  @Route({
    summary: 'Ask for the confirmation, or go straight on where a rule confirms',
    access: permissions.changeRegistration,
    command: true,
    waits: true,
    answer: registration,
    refuses: [...inDraft, 'step-out-of-order', 'approvers-missing', 'already-a-member', 'account-not-active'],
  })
  submit(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.commands.submit(id, call);
  }

  @Post(':id/withdrawal')
  @Route({
    summary: 'Withdraw it, at any time before it is active',
    access: permissions.changeRegistration,
    command: true,
    answer: registration,
    refuses: whileOpen,
  })
  withdraw(@Id() id: string, @Body({ schema: withdrawRegistration }) body: WithdrawRegistration, @Call() call: Call) {
    return this.commands.withdraw(id, body, call);
  }

  @Post(':id/review')
  @Route({
    summary: 'Open the review that waited until somebody could do it',
    access: permissions.openReview,
    command: true,
    answer: registration,
    refuses: [...whileOpen, 'review-not-awaited', 'reviewers-missing'],
  })
  openReview(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.commands.openReview(id, call);
  }

  @Post(':id/directory-removal')
  @Route({
    summary: 'Have the directory asked again to take back an entry that it has kept',
    access: permissions.retryDirectoryRemoval,
    command: true,
    answer: registration,
    refuses: ['not-found', 'removal-not-refused', 'version-mismatch'],
  })
  retryDirectoryRemoval(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.commands.retryDirectoryRemoval(id, call);
  }

  @Get(':id/workflow')
  @Route({
    summary: 'What the workflow of the registration says of itself',
    access: permissions.inspectWorkflows,
    answer: workflowAnswer,
    refuses: ['not-found', 'no-worker'],
  })
  async workflow(@Id() id: string, @Call() call: Call) {
    await this.processes.seen('registration', id, call.authority);
    return this.workflows.show(`registration:${id}`);
  }
}
