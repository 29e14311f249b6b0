import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { securityLogPage, securityLogQuery } from '#contracts';
import { Database } from '#event-store';
import { listSecurityEntries, type ListedEntry } from '#iam';
import { permissions } from '../authority/authority';
import { Route } from '../authority/route';
import { pageOf, pageTokenCodes, placeInTime, startOf } from '../http/page-token';
import { rfc3339 } from '../http/time';

@ApiTags('operators')
@Controller('v1/security-log')
export class SecurityLogController {
  constructor(private readonly database: Database) {}

  @Get()
  @Route({
    summary: 'Who was refused what, and what operators did, newest first',
    description: 'A role, a membership, a right over the platform or the end of an account is an event: GET /v1/events.',
    access: permissions.readSecurityLog,
    answer: securityLogPage,
    refuses: [...pageTokenCodes],
  })
  async list(@Query({ schema: securityLogQuery }) query: z.infer<typeof securityLogQuery>) {
    const asked = { list: 'security-log', query };
    const [position, entryId] = startOf(asked, placeInTime) ?? [];
    const after = entryId === undefined ? undefined : { position: position!, entryId };
    const found = await listSecurityEntries(this.database, after, query.pageSize + 1);
    return pageOf(found, asked, entryView, (last) => [last.position, last.entryId]);
  }
}

const entryView = ({ entryId, at, what, target, principalId, via }: ListedEntry) => ({
  ...{ entryId, at: rfc3339(at.getTime()), what },
  ...(target !== null && { target }),
  ...(principalId !== null && { principalId }),
  ...(via !== null && { via }),
});
