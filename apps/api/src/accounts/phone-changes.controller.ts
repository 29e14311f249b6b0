import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { begunPhoneChange, challenge, changedPhone, faces, nothing, type BodyOf } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { PhoneChanges } from './phone-changes';

const { bodies } = faces.account;

@ApiTags('accounts')
@Controller('v1/accounts')
export class PhoneChangesController {
  constructor(private readonly changes: PhoneChanges) {}

  @Post(':id/phone-change')
  @Does('account', 'BeginPhoneChange', 'Begin to give the account another number, with the code that went to the one that it has', {
    makes: begunPhoneChange,
    also: ['not-found', 'phone-invalid'],
  })
  begin(@Id() id: string, @Body({ schema: bodies.BeginPhoneChange }) body: BodyOf<'account', 'BeginPhoneChange'>, @Call() call: Call) {
    return this.changes.begin(id, body, call);
  }

  @Post(':id/phone-change/challenges')
  @Route({
    summary: 'Send a code to the new number of the account',
    access: permissions.changePhone,
    command: true,
    sendsCode: true,
    status: 201,
    answer: challenge,
    refuses: [
      ...(['not-found', 'account-not-active', 'deregistration-pending', 'phone-change-not-begun', 'phone-change-over'] as const),
      ...(['too-many-codes', 'version-mismatch'] as const),
    ],
  })
  sendCode(@Id() id: string, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.changes.send(id, call);
  }

  @Post(':id/phone-change/confirmation')
  @Does('account', 'ChangePhone', 'Finish the change with the code that went to the new number; the former one cools down', {
    makes: changedPhone,
    status: 200,
    also: ['not-found'],
  })
  confirm(@Id() id: string, @Body({ schema: bodies.ChangePhone }) body: BodyOf<'account', 'ChangePhone'>, @Call() call: Call) {
    return this.changes.confirm(id, body, call);
  }
}
