import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { type BodyOf, deviceParams, faces, nothing } from '#contracts';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Id } from '../http/id.decorator';
import { Devices } from './devices';

const { bodies } = faces.account;

@ApiTags('accounts')
@Controller('v1/accounts')
export class DevicesController {
  constructor(private readonly devices: Devices) {}

  @Post(':id/devices')
  @Does('account', 'AddDevice', 'Let a person sign in on a further device, by a scan on one on which they are signed in', {
    also: ['not-found', 'scan-invalid'],
  })
  add(@Id() id: string, @Body({ schema: bodies.AddDevice }) body: BodyOf<'account', 'AddDevice'>, @Call() call: Call) {
    return this.devices.add(id, body, call);
  }

  @Post(':id/devices/:deviceId/sign-out')
  @Does('account', 'SignOutDevice', 'Sign a device out: its place is free for another one', { status: 200, also: ['not-found'] })
  signOut(
    @Param({ schema: deviceParams }) { id, deviceId }: z.infer<typeof deviceParams>,
    @Body({ schema: nothing }) _body: unknown,
    @Call() call: Call,
  ) {
    return this.devices.signOut(id, deviceId, call);
  }
}
