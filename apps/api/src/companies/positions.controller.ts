import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { nothing, positionParams, retiredPosition, shownPosition } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { CompanyCommands } from './company-commands';
import { CompanyLists } from './company-lists';

type Params = z.infer<typeof positionParams>;

/** R6: one position of the library of a company. */
@ApiTags('companies')
@Controller('v1/companies')
export class PositionsController {
  constructor(
    private readonly commands: CompanyCommands,
    private readonly lists: CompanyLists,
  ) {}

  @Get(':id/positions/:positionId')
  @Route({
    summary: 'A position with its title',
    access: permissions.readCompanies,
    answer: shownPosition,
    refuses: ['not-found'],
  })
  show(@Param({ schema: positionParams }) { id, positionId }: Params, @Call() call: Call) {
    return this.lists.position(id, positionId, call.authority);
  }

  @Post(':id/positions/:positionId/retirement')
  @Does('position', 'RetirePosition', 'Offer a position no more, for good: nobody comes by it, and who has it keeps it', {
    makes: retiredPosition,
    status: 200,
    also: ['not-found'],
  })
  retire(@Param({ schema: positionParams }) { id, positionId }: Params, @Body({ schema: nothing }) _body: unknown, @Call() call: Call) {
    return this.commands.retirePosition(id, positionId, call);
  }
}
