import type { Claim, Instant } from '../decider';
import type { Account } from '../account/account';
import { invites, type Invite } from '../invite/invite';
import { issuerNeeds, whyUnusable } from '../invite/issuer';
import { peek } from '../needs';
import type { Role } from '../role/role';
import { isOpen, isUnsubmitted, registrations, type OpenRegistration, type Registration } from './registration';

/** What the caller of a proof has found of the invite. */
interface Found {
  /** The public id of the administrator who issued it; none: a key issued it, or they are erased. */
  issuerId?: string;
  /** The registration that has reserved it, where the caller may see that one. */
  running?: string;
}

/** What is known of the invite under lock. */
interface InviteFacts {
  phone?: Claim | undefined;
  invite?: Invite | undefined;
  /** The registration that has reserved it. */
  holder?: Registration | undefined;
  superAdmins?: Role | undefined;
  departmentAdmins?: Role | undefined;
  issuerAccount?: Account | undefined;
}

/** The invite that a proof reserves; nothing where the opening has reserved it. */
export const inviteAsked = ({ joining, inviteUnheld }: OpenRegistration) =>
  peek(invites.move(inviteUnheld ? joining?.inviteId : undefined));

export const inviteNeeds = (invite: Invite | undefined, { roleStreams }: OpenRegistration, { issuerId }: Found) => ({
  holder: registrations.move(invite?.status === 'reserved' ? invite.holder : undefined),
  ...issuerNeeds(invite?.status === 'issued' ? invite : undefined, { roleStreams, ...(issuerId !== undefined && { issuerId }) }),
});

/**
 * R3: what a proof makes of the invite. The same applicant goes on where they were (`continuesIn`); a registration that
 * proves nobody, or theirs at another client, leaves it (`takesFrom`); else it is theirs, or it is refused with a code.
 */
type InviteProof =
  | { takes?: string; takesFrom?: string }
  | { continuesIn: string }
  | { refused: 'invite-invalid' | 'invite-expired' | 'invite-revoked' | 'registration-pending' };

export function inviteBy(state: OpenRegistration, found: Found, facts: InviteFacts, now: Instant): InviteProof {
  const { invite, holder } = facts;
  if (!state.inviteUnheld || state.joining === undefined) return {};
  const takes = state.joining.inviteId;
  if (invite?.status !== 'reserved' || holder === undefined || !isOpen(holder)) {
    const refused = whyUnusable(invite, { ...facts, issuerId: found.issuerId }, now);
    return refused === undefined ? { takes } : { refused };
  }
  if (!holder.phoneProven) return { takes, takesFrom: holder.registrationId };
  if (!hasThisNumber(holder, facts.phone)) return { refused: 'invite-invalid' };
  if (found.running === holder.registrationId) return { continuesIn: holder.registrationId };
  return isUnsubmitted(holder) ? { takes, takesFrom: holder.registrationId } : { refused: 'registration-pending' };
}

/** The number is reserved for it, or belongs to the account that it joins or opens. */
const hasThisNumber = ({ registrationId, joins, accountId }: OpenRegistration, phone: Claim | undefined): boolean =>
  phone !== undefined && [registrationId, joins ?? accountId].includes(phone.holder);
