import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { securityLogPage, securityLogQuery } from '#contracts';
import type { Belonging } from '#domain';
import { Database } from '#event-store';
import { listSecurityEntries, type ListedEntry } from '#iam';
import { byRoleIn, permissions, type Authority } from '../authority/authority';
import { Call } from '../authority/call.decorator';
import { Route } from '../authority/route';
import { pageOf, pageTokenCodes, placeInTime, startOf } from '../http/page-token';
import { refusal } from '../http/refusal';
import { rfc3339 } from '../http/time';

@ApiTags('operators')
@Controller('v1/security-log')
export class SecurityLogController {
  constructor(private readonly database: Database) {}

  @Get()
  @Route({
    summary: 'Who was refused what, what operators did, who got and lost roles and rights, and whose membership ended; newest first',
    description:
      'A super admin of a company reads what concerns it: roles that were granted and taken back, and memberships that ended. `about` is the person.',
    access: permissions.readSecurityLog,
    answer: securityLogPage,
    refuses: ['not-found', ...pageTokenCodes],
  })
  async list(@Query({ schema: securityLogQuery }) query: z.infer<typeof securityLogQuery>, @Call() { authority }: Call) {
    const companies = companiesRead(authority, query.companyId);
    const asked = { list: 'security-log', query };
    const [position, entryId] = startOf(asked, placeInTime) ?? [];
    const after = entryId === undefined ? undefined : { position: position!, entryId };
    const found = await listSecurityEntries(this.database, { companies }, after, query.pageSize + 1);
    return pageOf(found, asked, entryView, (last) => [last.position, last.entryId]);
  }
}

/**
 * The companies whose entries the caller reads: an administrator those that they administer as a whole; undefined for
 * all. @throws Refusal `not-found` for a company of others
 */
function companiesRead({ administers = [] }: Authority, companyId: string | undefined): readonly string[] | undefined {
  const asked = companyId === undefined ? undefined : [companyId];
  if (administers.length === 0) return asked;
  const own = byRoleIn(permissions.readSecurityLog, administers).map((each) => each.companyId);
  if (companyId !== undefined && !own.includes(companyId)) throw refusal('not-found');
  return asked ?? own;
}

const entryView = ({ entryId, at, what, target, principalId, via, companyId, about, belonging }: ListedEntry) => ({
  ...{ entryId, at: rfc3339(at.getTime()), what },
  ...(target !== null && { target }),
  ...(principalId !== null && { principalId }),
  ...(via !== null && { via }),
  ...(companyId !== null && { companyId }),
  ...(about !== null && { about }),
  ...(belonging !== null && { belonging: belonging as Belonging }),
});
