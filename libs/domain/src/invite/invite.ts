import type { Instant } from '../decider';

/** issued ⇄ reserved → spent. Reserved when a registration opens with it, spent when that one activates, returned at any other end of it (R3). */
export type InviteEvent =
  | { type: 'InviteIssued'; companyId: string; positionStreamId: string; managers: readonly string[]; expiresAt: Instant }
  | { type: 'InviteReserved'; holder: string }
  | { type: 'InviteReturned'; holder: string }
  | { type: 'InviteSpent'; holder: string };

interface Terms {
  companyId: string;
  positionStreamId: string;
  managers: readonly string[];
  expiresAt: Instant;
}

export type Invite =
  | { status: 'none' }
  | (Terms & { status: 'issued' })
  | (Terms & { status: 'reserved'; holder: string })
  | (Terms & { status: 'spent'; holder: string });

export const noInvite: Invite = { status: 'none' };

export function evolve(invite: Invite, event: InviteEvent): Invite {
  if (event.type === 'InviteIssued') {
    const { companyId, positionStreamId, managers, expiresAt } = event;
    return { status: 'issued', companyId, positionStreamId, managers, expiresAt };
  }
  if (invite.status === 'none') return invite;
  const { companyId, positionStreamId, managers, expiresAt } = invite;
  const terms = { companyId, positionStreamId, managers, expiresAt };
  switch (event.type) {
    case 'InviteReserved':
      return { status: 'reserved', ...terms, holder: event.holder };
    case 'InviteReturned':
      return { status: 'issued', ...terms };
    case 'InviteSpent':
      return { status: 'spent', ...terms, holder: event.holder };
  }
}
