import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { knownPerson, lookUpPerson, peoplePage, peopleQuery, personFound, personQuery, type LookUpPerson } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { Id } from '../http/id.decorator';
import { refusal } from '../http/refusal';
import { LookUps } from './look-ups';
import { WhoIsWho } from '../authority/who-is-who';

const access = permissions.readPeople;
const description =
  'Callers learn of people whom they see in a process that they see, of themselves, and of the keys that act in their companies.';

@ApiTags('people')
@Controller('v1/people')
export class PeopleController {
  constructor(
    private readonly whoIsWho: WhoIsWho,
    private readonly lookUps: LookUps,
  ) {}

  @Get()
  @Route({
    summary: 'Whom the random ids of an answer stand for: 50 at most, those that the caller may know',
    description,
    access,
    answer: peoplePage,
  })
  async list(@Query({ schema: peopleQuery }) { ids, names }: z.infer<typeof peopleQuery>, @Call() call: Call) {
    return { items: await this.whoIsWho.find(ids, call.authority, { names: names === 'true' }) };
  }

  @Get(':id')
  @Route({ summary: 'Whom the random id of an answer stands for', description, access, answer: knownPerson, refuses: ['not-found'] })
  async show(@Id() id: string, @Query({ schema: personQuery }) { names }: z.infer<typeof personQuery>, @Call() call: Call) {
    const [person] = await this.whoIsWho.find([id], call.authority, { names: names === 'true' });
    if (!person) throw refusal('not-found');
    return person;
  }

  @Post('lookups')
  @Route({
    summary: 'Whose number is this? Answers with the account that has exactly this number',
    description:
      'Recorded with who asks, and the purpose. 404 for a number without an account, and for an account that the caller may not see.',
    access: permissions.lookUpPeople,
    body: true,
    looksUp: true,
    answer: personFound,
    refuses: ['phone-invalid', 'not-found'],
  })
  lookUp(@Body({ schema: lookUpPerson }) body: LookUpPerson, @Call() call: Call) {
    return this.lookUps.run(body, call.authority);
  }
}
