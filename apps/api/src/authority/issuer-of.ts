import { mayStillInvite, type Account, type Invite, type Role } from '#domain';
import { streamIdOf, type Ids } from '#engine';
import type { Database } from '#event-store';
import { externalIdsOf } from '#iam';
import { readProcesses } from '#read-models';

type Issued = Extract<Invite, { status: 'issued' }>;
type Row = { id: string; state: Invite };

const userIdIn = (externalId: string) => externalId.slice('user:'.length);
const byAdministrator = (invite: Invite): invite is Issued & { issuedBy: readonly string[] } =>
  invite.status === 'issued' && invite.issuedBy !== undefined;

/** The public id of the administrator who issued an invite; undefined where a key did, or they are erased. */
export async function issuerOf(database: Database, invite: Invite | undefined): Promise<string | undefined> {
  if (invite === undefined || !byAdministrator(invite)) return undefined;
  const [named] = await externalIdsOf(database, invite.issuedBy);
  return named && userIdIn(named.externalId);
}

/** Those of these invites of a company by which nobody comes, because their issuer may issue none any more. */
export async function issuersWhoLost(database: Database, ids: Ids, companyId: string, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const issued = rows.flatMap(({ id, state }) => (byAdministrator(state) ? [{ id, state }] : []));
  if (issued.length === 0) return new Set();
  const named = await externalIdsOf(database, [...new Set(issued.flatMap(({ state }) => state.issuedBy))]);
  const userIds = new Map(named.map(({ principalId, externalId }) => [principalId, userIdIn(externalId)]));
  const roleOf = (role: string) => streamIdOf('role', ids.role(companyId, role));
  const [superAdmins, departmentAdmins] = [roleOf('super-admin'), roleOf('department-admin')];
  const accounts = [...new Set(userIds.values())].map((userId) => streamIdOf('account', userId));
  const found = await readProcesses(database, [superAdmins, departmentAdmins, ...accounts]);
  const mayInvite = ({ state }: (typeof issued)[number]) => {
    const issuerId = state.issuedBy.map((each) => userIds.get(each)).find((userId) => userId !== undefined);
    const account = issuerId === undefined ? undefined : found.get(streamIdOf('account', issuerId));
    return mayStillInvite(state, {
      issuerId,
      superAdmins: found.get(superAdmins)?.state as Role | undefined,
      departmentAdmins: found.get(departmentAdmins)?.state as Role | undefined,
      issuerAccount: account?.state as Account | undefined,
    });
  };
  return new Set(issued.filter((each) => !mayInvite(each)).map(({ id }) => id));
}
