import { Injectable } from '@nestjs/common';
import { processOf, type KnownRegistration } from '#domain';
import { streamIdOf, type Json, type ProcessState } from '#engine';
import { Database } from '#event-store';
import { readProcess, type ProcessRow } from '#read-models';
import { maySeeRow, mayUse, permissions, type Authority } from '../authority/authority';
import { listedView } from '../process/view';

type Slots = readonly { [key: string]: Json }[];

/** The approval that decides a registration: who is asked, who has decided, who is missing. */
@Injectable()
export class AwaitedApproval {
  constructor(private readonly database: Database) {}

  /**
   * Its slots only for those who may read the approval itself: everybody else learns nothing of its people, not even
   * that the identity is reviewed (R17). Until when it is decided is no secret: older registrations did not record it.
   */
  async of(found: ProcessState, authority: Authority): Promise<{ [key: string]: Json }> {
    const { status, approvalId, approvalExpiresAt } = found.state as KnownRegistration;
    const reads = mayUse(permissions.readApprovals, authority);
    const isUnrecorded = status === 'awaiting_approval' && approvalExpiresAt === undefined;
    if (approvalId === undefined || (!reads && !isUnrecorded)) return {};
    const row = await readProcess(this.database, streamIdOf('approval', approvalId));
    if (row === undefined || !processOf('approval').canRead(row)) return {};
    const { id, state, expiresAt, slots } = described(row, authority);
    const until = expiresAt !== undefined && { expiresAt };
    return { ...(isUnrecorded && until), ...(reads && maySeeRow(authority, row) && { approval: { id, state, ...until, slots } }) };
  }
}

/** The slots are those of the stage that is decided now, or was decided last. */
function described(row: ProcessRow, authority: Authority) {
  const { id, state, expiresAt, stages } = listedView(row, authority) as Record<'id' | 'state', string> & {
    expiresAt?: string;
    stages: readonly { slots: Slots }[];
  };
  return { id, state, expiresAt, slots: stages.at(-1)?.slots ?? [] };
}
