import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { capabilityChecks, checkedCapabilities, type CapabilityChecks } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { Capabilities } from './capabilities';

@ApiTags('accounts')
@Controller('v1/capability-checks')
export class CapabilityChecksController {
  constructor(private readonly mayDo: Capabilities) {}

  @Post()
  @Route({
    summary: 'What many accounts may do now, or whether each has one capability',
    description: 'One read of the database for all of them, at one instant. May be repeated: nothing is changed.',
    access: permissions.readAccounts,
    body: true,
    answer: checkedCapabilities,
  })
  check(@Body({ schema: capabilityChecks }) body: CapabilityChecks, @Call() call: Call) {
    return this.mayDo.check(body, call);
  }
}
