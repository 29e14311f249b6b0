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
export class CalendarChoiceController {
  constructor(private readonly choices: CompanyChoices) {}

  @Put(':id/calendar')
  @Does('company', 'ChooseCalendar', 'Choose the calendar by which working days are counted for the company from now on')
  choose(@Id() id: string, @Body({ schema: bodies.ChooseCalendar }) body: BodyOf<'company', 'ChooseCalendar'>, @Call() call: Call) {
    return this.choices.choose(id, { type: 'ChooseCalendar', calendar: chosenIn(body) }, call);
  }
}

/** The schema takes one of them. */
const chosenIn = ({ region, storedId }: BodyOf<'company', 'ChooseCalendar'>) =>
  storedId === undefined ? { region: region! } : { storedId };
