import { Injectable } from '@nestjs/common';
import type { CommandOf } from '#domain';
import { permitInCompany } from '../authority/administrators';
import type { Call } from '../authority/call';
import { Processes } from '../process/processes';

type Choice = Extract<CommandOf<'company'>, { type: `Choose${string}` }>;

/** What a company chooses for itself, by its administrators or by operators. */
@Injectable()
export class CompanyChoices {
  constructor(private readonly processes: Processes) {}

  choose(id: string, command: Choice, call: Call) {
    const permit = permitInCompany<'company'>(call.authority, id, { process: 'company', id, command });
    return this.processes.run('company', id, command, call, () => (permit ? { permit } : {}));
  }
}
