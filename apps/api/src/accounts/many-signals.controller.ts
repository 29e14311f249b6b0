import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { sendManySignals, takenManySignals, type SendManySignals } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { ManySignals } from './many-signals';

/** As many signals as one call may have, with the longest fields each. */
const bodyBytes = 2 * 1024 * 1024;

@ApiTags('accounts')
@Controller('v1/signals')
export class ManySignalsController {
  constructor(private readonly signals: ManySignals) {}

  @Post()
  @Route({
    summary: 'What a service has observed of many accounts',
    description:
      'Each signal is taken or refused by itself. May be repeated: a signal is taken once by its account, source and id, in any order.',
    access: permissions.sendSignals,
    body: true,
    bodyLimitBytes: bodyBytes,
    status: 202,
    answer: takenManySignals,
    refuses: ['signal-malformed', 'batch-too-large'],
  })
  send(@Body({ schema: sendManySignals }) body: SendManySignals, @Call() call: Call) {
    return this.signals.take(body, call);
  }
}
