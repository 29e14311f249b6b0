import { Injectable } from '@nestjs/common';
import type { Invite, KnownRegistration } from '#domain';
import { streamIdOf } from '#engine';
import { Database } from '#event-store';
import { readProcess } from '#read-models';
import { maySeeRow, type Authority } from '../authority/authority';
import { issuerOf } from '../authority/issuer-of';

/** What a proof of the phone finds of the invite that it is to reserve (R3). */
@Injectable()
export class InviteHolders {
  constructor(private readonly database: Database) {}

  /**
   * The administrator who issued it; and the registration that has it now, where the caller may see that one. Read
   * whether or not the proof will hold, so that its time tells nothing of the number.
   */
  async of({ inviteUnheld, joining }: KnownRegistration, authority: Authority): Promise<{ issuerId?: string; running?: string }> {
    if (inviteUnheld !== true || joining === undefined) return {};
    const invite = await readProcess<Invite>(this.database, streamIdOf('invite', joining.inviteId));
    const holder = invite?.state.status === 'reserved' ? invite.state.holder : undefined;
    const [issuerId, row] = await Promise.all([
      issuerOf(this.database, invite?.state),
      holder === undefined ? undefined : readProcess(this.database, streamIdOf('registration', holder)),
    ]);
    const running = row && maySeeRow(authority, row) ? holder : undefined;
    return { ...(issuerId !== undefined && { issuerId }), ...(running !== undefined && { running }) };
  }
}
