import { Injectable } from '@nestjs/common';
import type { BodyOf } from '#contracts';
import { identityReviewer, needsMainlandNumber, type CommandOf } from '#domain';
import { Engine, streamIdOf, type Caller } from '#engine';
import { Database } from '#event-store';
import { readClaim } from '#read-models';
import { Vault } from '#vault';
import { isFor } from '../authority/authority';
import type { Call } from '../authority/call';
import { People } from '../authority/people';
import { isMainland } from '../http/phone';
import { Refusal, refusal } from '../http/refusal';
import { permitOn, Processes } from '../process/processes';

const purpose = 'verification-case';

/**
 * Opens cases. Each has random ids from here on: its own, that of its data in the vault, and those of what may come.
 */
@Injectable()
export class OpeningCases {
  constructor(
    private readonly database: Database,
    private readonly processes: Processes,
    private readonly engine: Engine,
    private readonly people: People,
    private readonly vault: Vault,
  ) {}

  /** @throws Refusal `not-found` for an account that the caller may not see */
  async run({ accountId, companyId, method }: BodyOf<'verification', 'OpenVerification'>, call: Call) {
    const { authority, caller } = call;
    if (companyId !== undefined && !isFor(authority, companyId)) throw refusal('not-found');
    const { subjectId } = await this.processes.readVisible('account', accountId, authority);
    const [personId, mainland] = await Promise.all([
      this.people.principalOf(accountId),
      needsMainlandNumber(method) ? this.hasMainlandNumber(subjectId, caller) : false,
    ]);
    const id = this.engine.idFor(caller, 'verification');
    const own = { accountId, method, ...(companyId !== undefined && { companyId }), mainland, personId };
    const command: CommandOf<'verification'> = { type: 'OpenVerification', ...own, ...this.ids(id, accountId, method, caller) };
    const opened = { process: 'verification', id, command, permit: permitOn(authority, streamIdOf('account', accountId)) } as const;
    const place = command.place;
    return this.processes.command(opened, call, { opens: true }).catch((error: unknown) => this.tellPlace(error, place, call));
  }

  /** The open case may be one that this client cannot see: then going on with it is no cure. */
  private async tellPlace(error: unknown, place: string, { authority }: Call): Promise<never> {
    if (!isRefusedWith(error, 'verification-pending')) throw error;
    const holder = await readHolderOf(this.database, place);
    if (holder === undefined) throw error;
    const isSeen = await this.processes.readVisible('verification', holder, authority).catch(unlessHidden);
    throw isSeen ? error : refusal('verification-pending-elsewhere');
  }

  private ids(caseId: string, accountId: string, method: string, caller: Caller) {
    return {
      caseId,
      subjectId: this.engine.idFor(caller, 'subject'),
      place: this.engine.ids.openCase(accountId, method),
      placeId: this.engine.idFor(caller, 'place'),
      reviewId: this.engine.idFor(caller, 'verification-review'),
      credentialId: this.engine.idFor(caller, 'credential'),
      roleStreams: { [identityReviewer]: this.engine.ids.platformRole(identityReviewer) },
    };
  }

  /** V4: opened from the vault only where the method asks for it, and recorded. */
  private async hasMainlandNumber(subjectId: string | undefined, { actor }: Caller): Promise<boolean> {
    if (subjectId === undefined) return false;
    const asked = { subjectId, dataClass: 'contact', field: 'phone', actor: actor.principalId, purpose };
    const phone = await this.vault.openField(this.database, asked);
    return phone !== undefined && isMainland(phone);
  }
}

const isRefusedWith = (error: unknown, code: string): boolean => error instanceof Refusal && error.problem.code === code;

const readHolderOf = async (database: Database, place: string) => (await readClaim(database, 'verification', place))?.holder;

function unlessHidden(error: unknown): undefined {
  if (!isRefusedWith(error, 'not-found')) throw error;
  return undefined;
}
