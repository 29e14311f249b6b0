import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { registrationQuery } from '#contracts';
import { Database } from '#event-store';
import { listProcesses } from '#read-models';
import type { Authority } from '../authority/authority';
import { pageOf } from '../http/page-token';
import { listPosition, listPositionOf } from '../process/lists';
import { listedView } from '../process/view';

@Injectable()
export class RegistrationQueries {
  constructor(private readonly database: Database) {}

  /** A person finds those that are his, whatever account the query names. */
  async list({ pageSize, pageToken, accountId, companyId, state }: z.infer<typeof registrationQuery>, { person }: Authority) {
    if (person && accountId !== undefined && accountId !== person.userId) return { items: [] };
    const about = person?.userId ?? accountId;
    const filter = {
      type: 'registration',
      ...(about && { applicant: about }),
      ...(companyId && { companyId }),
      ...(state && { status: state }),
    };
    const found = await listProcesses(this.database, filter, listPositionOf(pageToken), pageSize + 1);
    return pageOf(found, pageSize, listedView, listPosition);
  }
}
