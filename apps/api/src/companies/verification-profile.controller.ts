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
export class VerificationProfileController {
  constructor(private readonly choices: CompanyChoices) {}

  @Put(':id/verification-profile')
  @Does('company', 'ChooseVerificationProfile', 'Choose what the company asks its people to prove from now on')
  choose(
    @Id() id: string,
    @Body({ schema: bodies.ChooseVerificationProfile }) body: BodyOf<'company', 'ChooseVerificationProfile'>,
    @Call() call: Call,
  ) {
    return this.choices.choose(id, { type: 'ChooseVerificationProfile', ...body }, call);
  }
}
