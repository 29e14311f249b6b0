import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { advanceAnswer, advanceClock, clockAnswer, messagesAnswer, messagesQuery, type AdvanceClock } from '#contracts';
import { day } from '#domain';
import { Engine, readClock, refusePast, type SendWake } from '#engine';
import { Database } from '#event-store';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { refusal } from '../http/refusal';
import { durationMs, rfc3339 } from '../http/time';
import { sendWake } from '../tokens';
import { walk } from './walk';
import { SimulatedMessages } from './simulated-messages';

/** A clock cannot be moved back, and no rule looks further ahead: a longer step is a typing error. */
const longestStepMs = 3_650 * day;
const tooFar = () => refusal('invalid-request', { errors: [{ path: 'by', code: 'too-big', message: 'must be at most P3650D' }] });

/** Only in the embedded stack: production does not mount this controller. */
@ApiTags('dev')
@Controller('dev')
export class DevController {
  constructor(
    private readonly engine: Engine,
    private readonly database: Database,
    private readonly messages: SimulatedMessages,
    @Inject(sendWake) private readonly send: SendWake,
  ) {}

  @Get('messages')
  @Route({
    summary: 'The messages that the simulator took: SMS, mail, and notices to people (`to` is then `user:<id>`)',
    access: permissions.readMessages,
    answer: messagesAnswer,
  })
  list(@Query({ schema: messagesQuery }) { to }: z.infer<typeof messagesQuery>) {
    return this.messages.sentTo(to);
  }

  @Get('clock')
  @Route({ summary: 'What time it is for the whole installation', access: permissions.moveClock, answer: clockAnswer })
  async clock() {
    const { now } = await readClock(this.database);
    return { now: rfc3339(now) };
  }

  @Post('clock/advance')
  @Route({
    summary:
      'Move the clock of the whole installation from deadline to deadline, by at most P3650D and to the end of 2999; answers when it is quiet again',
    access: permissions.moveClock,
    command: true,
    answer: advanceAnswer,
    refuses: ['clock-limit', 'clock-advancing', 'clock-not-quiet'],
  })
  async advance(@Body({ schema: advanceClock }) { by }: AdvanceClock, @Call() call: Call) {
    if (durationMs(by) > longestStepMs) throw tooFar();
    // The goal is recorded: a repeated call walks to the same instant, and not twice as far.
    const outcome = await this.engine.executeWithoutStream(call.caller, (_tx, now) => {
      const to = now + durationMs(by);
      const problem = refusePast(to);
      return Promise.resolve(problem ? { ok: false, problem } : { ok: true, body: { to } });
    });
    const { to } = call.take(outcome).body as { to: number };
    return walk(this.database, to, this.send);
  }
}
