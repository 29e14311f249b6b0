import { Body, Controller, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { faces, type BodyOf } from '#contracts';
import { processOf } from '#domain';
import { streamIdOf, type CallerCommand } from '#engine';
import { permitInCompany } from '../authority/administrators';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Id } from '../http/id.decorator';
import { permitOn, Processes } from '../process/processes';

const { bodies } = faces.company;

@ApiTags('companies')
@Controller('v1/companies')
export class MemberRulesController {
  constructor(private readonly processes: Processes) {}

  @Put(':id/member-rules')
  @Does('company', 'ChooseMemberRules', 'Choose what the company lets its people do less, from now on')
  async choose(
    @Id() id: string,
    @Body({ schema: bodies.ChooseMemberRules }) body: BodyOf<'company', 'ChooseMemberRules'>,
    @Call() call: Call,
  ) {
    const { authority } = call;
    const row = await this.processes.readVisible('company', id, authority);
    const chosen = { process: 'company', id, command: { type: 'ChooseMemberRules', ...body } } as const;
    const isVisible = permitOn(authority, streamIdOf('company', id));
    const mayAct = permitInCompany<'company'>(authority, id, chosen);
    const permit: CallerCommand['permit'] = (streams, claims) => isVisible(streams, claims) ?? mayAct?.(streams, claims);
    return this.processes.command({ ...chosen, permit, ...(processOf('company').canRead(row) && { seen: row }) }, call);
  }
}
