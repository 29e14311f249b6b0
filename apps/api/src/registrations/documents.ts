import { Injectable } from '@nestjs/common';
import { documentName, type IdentityDocument, type KnownRegistration } from '#domain';
import { Engine, type Caller, type ProcessState } from '#engine';
import { Database } from '#event-store';
import { Keys, Vault } from '#vault';

/** The documents of applicants, for commands that must name one again. */
@Injectable()
export class Documents {
  constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly vault: Vault,
    private readonly keys: Keys,
  ) {}

  /**
   * Returns the document of the profile if another person had it then, opened and recorded; undefined for every other
   * applicant.
   */
  async findUnreserved({ state, now }: ProcessState<KnownRegistration>, caller: Caller) {
    const { profile, subjectId, unverified } = state;
    if (!profile || unverified || profile.identityId !== undefined) return undefined;
    const { principalId: actor } = caller.actor;
    const opening = { subjectId, dataClass: 'profile', field: 'identity', actor, purpose: 'registration-submission' };
    const text = await this.vault.openField(this.database, opening);
    if (text === undefined) return undefined;
    const name = documentName(JSON.parse(text) as IdentityDocument, now);
    if (name === undefined) return undefined;
    const key = this.keys.blindIndex('identity', name);
    return { identifierId: this.engine.idFor(caller, 'document'), key, attempt: profile.attempt };
  }
}
