import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { faces, type BodyOf } from '#contracts';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Id } from '../http/id.decorator';
import { Processes } from '../process/processes';

const { bodies } = faces.approval;

@ApiTags('approvals')
@Controller('v1/approvals')
export class ReplanningController {
  constructor(private readonly processes: Processes) {}

  @Post(':id/replanning')
  @Does('approval', 'ReplanDeadlines', 'Count its working days again, by the calendar that holds now')
  replan(@Id() id: string, @Body({ schema: bodies.ReplanDeadlines }) { dates }: BodyOf<'approval', 'ReplanDeadlines'>, @Call() call: Call) {
    return this.processes.run('approval', id, { type: 'ReplanDeadlines', ...(dates === 'all' && { all: true }) }, call);
  }
}
