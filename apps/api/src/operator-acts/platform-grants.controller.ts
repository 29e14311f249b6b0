import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { platformGrantPage, platformGrantQuery, takeGrantBack, takenGrant, type TakeGrantBack } from '#contracts';
import { permissions } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Does } from '../authority/does';
import { Route } from '../authority/route';
import { pageTokenCodes } from '../http/page-token';
import { PlatformGrants } from './platform-grants';

/** Who holds which right over the platform, and how it ends. Giving one takes two operators: `OperatorActs`. */
@ApiTags('operators')
@Controller('v1/platform-grants')
export class PlatformGrantsController {
  constructor(private readonly grants: PlatformGrants) {}

  @Get()
  @Route({
    summary: 'Who holds which right over the platform',
    access: permissions.readPlatformGrants,
    answer: platformGrantPage,
    refuses: [...pageTokenCodes],
  })
  list(@Query({ schema: platformGrantQuery }) query: z.infer<typeof platformGrantQuery>, @Call() { authority }: Call) {
    return this.grants.list(query, authority);
  }

  @Post('revocation')
  @Does('role', 'TakeRoleBack', 'Take a right over the platform back at once: it takes one operator, and the last holder keeps it', {
    makes: takenGrant,
    right: 'takePlatformGrantBack',
    status: 200,
  })
  takeBack(@Body({ schema: takeGrantBack }) body: TakeGrantBack, @Call() call: Call) {
    return this.grants.takeBack(body, call);
  }
}
