import { accounts, standing, type Account } from '../account/account';
import { administrationBy, mayReach } from '../administration';
import { roles, type Role } from '../role/role';
import type { Invite } from './invite';

type Issued = Extract<Invite, { status: 'issued' }>;

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
  { issuedBy, departmentId }: Pick<Issued, 'issuedBy' | 'departmentId'>,
  { issuerId, superAdmins, departmentAdmins, issuerAccount }: Issuer,
): boolean {
  if (issuedBy === undefined) return true;
  if (issuerId === undefined) return false;
  if (issuerAccount !== undefined && standing(issuerAccount) !== 'present') return false;
  const reach = departmentId === undefined ? 'company' : [departmentId];
  const held = [superAdmins, departmentAdmins].flatMap((role) => issuedBy.map((each) => administrationBy(role, each)));
  return held.some((administration) => administration !== undefined && mayReach(administration, reach));
}
