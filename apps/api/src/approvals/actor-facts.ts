import { Injectable } from '@nestjs/common';
import { groupsAsked, type Approval } from '#domain';
import { Engine } from '#engine';
import type { ProcessRow } from '#read-models';
import type { Authority } from '../authority/authority';
import { platformStreamsOf, roleStreamsOf } from '../authority/belonging';

/** Where the facts lie by which a caller may decide: the rule reads under lock those that it needs. */
@Injectable()
export class ActorFacts {
  constructor(private readonly engine: Engine) {}

  of({ companyId, state }: Pick<ProcessRow, 'companyId' | 'state'>, { person }: Authority) {
    const { ids } = this.engine;
    const asked = companyId === undefined ? [] : groupsAsked(state as Approval).map((group) => [group, ids.role(companyId, group)]);
    const roleStreams = {
      ...(companyId !== undefined && roleStreamsOf(ids, companyId)),
      ...platformStreamsOf(ids),
      ...Object.fromEntries(asked),
    };
    return { roleStreams, ...(person && { accountId: person.userId }) };
  }
}
