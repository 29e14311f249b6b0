import { accept, day, refuse, type Decision, type Instant, type Needs } from '../decider';
import type { Company } from '../company/company';
import type { CompanyPolicy } from '../company/company.policy';
import type { Position } from '../position/position';
import type { Invite, InviteEvent } from './invite';

export type InviteCommand =
  | { type: 'IssueInvite'; companyId: string; positionStreamId: string; managers: readonly string[]; expiresInMs?: number }
  | { type: 'ReserveInvite'; holder: string }
  | { type: 'ReturnInvite'; holder: string }
  | { type: 'SpendInvite'; holder: string };

/** `company` and `position`: what the invite is for. */
export interface InviteFacts {
  company?: Company;
  position?: Position;
}

export function needs(command: InviteCommand): Needs {
  if (command.type !== 'IssueInvite') return {};
  return {
    company: { need: 'stream', process: 'company', id: command.companyId, mode: 'read' },
    position: { need: 'stream', process: 'position', id: command.positionStreamId, mode: 'read' },
  };
}

export const decideWith =
  (policy: CompanyPolicy) =>
  (invite: Invite, command: InviteCommand, facts: InviteFacts, now: Instant): Decision<InviteEvent> => {
    switch (command.type) {
      case 'IssueInvite':
        return invite.status === 'none' ? issue(command, facts, now, policy) : refuse('invite-exists');
      case 'ReserveInvite':
        return reserve(invite, command.holder, now);
      case 'ReturnInvite':
        return whileReservedBy(invite, command.holder, () => accept({ type: 'InviteReturned', holder: command.holder }));
      case 'SpendInvite':
        return whileReservedBy(invite, command.holder, () => accept({ type: 'InviteSpent', holder: command.holder }));
    }
  };

function issue(
  command: InviteCommand & { type: 'IssueInvite' },
  facts: InviteFacts,
  now: Instant,
  policy: CompanyPolicy,
): Decision<InviteEvent> {
  if (facts.company?.status !== 'verified') return refuse('company-not-verified');
  if (facts.position?.status !== 'offered') return refuse('position-unknown');
  const goodForMs = command.expiresInMs ?? policy.inviteDays * day;
  if (goodForMs <= 0 || goodForMs > policy.inviteDaysMax * day) return refuse('invite-period-invalid', { limit: policy.inviteDaysMax });
  const { companyId, positionStreamId, managers } = command;
  return accept({ type: 'InviteIssued', companyId, positionStreamId, managers, expiresAt: now + goodForMs });
}

/** One that never was, is taken, or is spent looks the same from outside: a code cannot be probed. */
function reserve(invite: Invite, holder: string, now: Instant): Decision<InviteEvent> {
  if (invite.status !== 'issued') return refuse('invite-invalid');
  return now < invite.expiresAt ? accept({ type: 'InviteReserved', holder }) : refuse('invite-expired');
}

const whileReservedBy = (invite: Invite, holder: string, decision: () => Decision<InviteEvent>) =>
  invite.status === 'reserved' && invite.holder === holder ? decision() : refuse('invite-not-reserved');
