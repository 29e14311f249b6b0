import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { nothing, scanProof } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { ScanProofs } from '../challenges/scan-proofs';

@ApiTags('registrations')
@Controller('v1/scan-proofs')
export class ScanProofsController {
  constructor(private readonly proofs: ScanProofs) {}

  @Post()
  @Route({
    summary: 'Let a new device register: the person who is signed in gets a token for it, good for 2 minutes and one opening',
    access: permissions.vouchForDevice,
    command: true,
    status: 201,
    answer: scanProof,
    refuses: ['too-many-scan-proofs'],
  })
  give(@Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.proofs.give(call);
  }
}
