import { Injectable } from '@nestjs/common';
import { identityReviewer, platformGrants } from '#domain';
import { Engine } from '#engine';
import type { ProcessRow } from '#read-models';
import type { Authority } from '../authority/authority';
import { roleStreamsOf } from '../authority/belonging';

/** Where the facts lie by which a caller may decide: the rule reads under lock those that it needs. */
@Injectable()
export class ActorFacts {
  constructor(private readonly engine: Engine) {}

  of({ companyId }: Pick<ProcessRow, 'companyId'>, { person }: Authority) {
    const { ids } = this.engine;
    const ofPlatform = Object.fromEntries([identityReviewer, ...platformGrants].map((role) => [role, ids.platformRole(role)]));
    const roleStreams = { ...(companyId !== undefined && roleStreamsOf(ids, companyId)), ...ofPlatform };
    return { roleStreams, ...(person && { accountId: person.userId }) };
  }
}
