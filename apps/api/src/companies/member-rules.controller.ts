import { Body, Controller, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { faces, type BodyOf } from '#contracts';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Id } from '../http/id.decorator';
import { CompanyChoices } from './company-choices';

const { bodies } = faces.company;

@ApiTags('companies')
@Controller('v1/companies')
export class MemberRulesController {
  constructor(private readonly choices: CompanyChoices) {}

  @Put(':id/member-rules')
  @Does('company', 'ChooseMemberRules', 'Choose what the company lets its people do less, from now on')
  choose(@Id() id: string, @Body({ schema: bodies.ChooseMemberRules }) body: BodyOf<'company', 'ChooseMemberRules'>, @Call() call: Call) {
    return this.choices.choose(id, { type: 'ChooseMemberRules', ...body }, call);
  }
}
