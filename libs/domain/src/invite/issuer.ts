import type { Instant } from '../decider';
import { accounts, standing, type Account } from '../account/account';
import { administrationBy, mayReach } from '../administration';
import { roles, type Role } from '../role/role';
import type { Invite } from './invite';

type Issued = Pick<Extract<Invite, { status: 'issued' }>, 'issuedBy' | 'departmentId'>;

/** What is known under lock of who issued an invite. */
interface Issuer {
  /** Their public id: an account where they have one. None: nobody knows any more who they were. */
  issuerId?: string | undefined;
  superAdmins?: Role | undefined;
  departmentAdmins?: Role | undefined;
  issuerAccount?: Account | undefined;
}

/** The roles by which an administrator may have issued it, and their account; nothing where a key issued it. */
export const issuerNeeds = (
  issued: Issued | undefined,
  { roleStreams, issuerId }: { roleStreams: Readonly<Record<string, string>>; issuerId?: string },
) => {
  const asked = issued?.issuedBy !== undefined;
  return {
    superAdmins: roles.read(asked ? roleStreams['super-admin'] : undefined),
    departmentAdmins: roles.read(asked ? roleStreams['department-admin'] : undefined),
    issuerAccount: accounts.read(asked ? issuerId : undefined),
  };
};

/**
 * Whether the administrator who issued it might issue it today: by a role that reaches as far as the invite, and not
 * while their account is leaving or gone. An invite that a key issued is the company's.
 */
export function mayStillInvite(
  { issuedBy, departmentId }: Issued,
  { issuerId, superAdmins, departmentAdmins, issuerAccount }: Issuer,
): boolean {
  if (issuedBy === undefined) return true;
  if (issuerId === undefined) return false;
  if (issuerAccount !== undefined && standing(issuerAccount) !== 'present') return false;
  const reach = departmentId === undefined ? 'company' : [departmentId];
  const held = [superAdmins, departmentAdmins].flatMap((role) => issuedBy.map((each) => administrationBy(role, each)));
  return held.some((administration) => administration !== undefined && mayReach(administration, reach));
}

/** Why nobody can reserve an invite now, in the words of its code. A reserved, a spent and a missing one look alike. */
export function whyUnusable(invite: Invite | undefined, issuer: Issuer, now: Instant) {
  if (invite?.status === 'revoked') return 'invite-revoked' as const;
  if (invite?.status !== 'issued') return 'invite-invalid' as const;
  if (now >= invite.expiresAt) return 'invite-expired' as const;
  return mayStillInvite(invite, issuer) ? undefined : ('invite-revoked' as const);
}
