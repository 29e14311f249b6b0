import type { RoleOfPerson } from '#activities';
import type { Role } from '#domain';
import { findNamed } from '#iam';
import { rolesHeldBy } from '#read-models';

type Reader = Parameters<typeof findNamed>[0] & Parameters<typeof rolesHeldBy>[0];

/** The roles and groups of a company that the person of this account holds. */
export async function rolesOf(db: Reader, accountId: string, companyId: string): Promise<readonly RoleOfPerson[]> {
  const named = await findNamed(db, accountId);
  if (!named) return [];
  const { principalId, aliases } = named;
  const found = await Promise.all([principalId, ...aliases].map((each) => rolesHeldBy(db, each)));
  const rows = [...new Map(found.flat().map((row) => [row.id, row])).values()];
  return rows.flatMap(({ id: roleId, state }) => {
    const { role } = state as Extract<Role, { status: 'granted' }>;
    return isOf(companyId, state) ? [{ roleId, role, principalId, aliases }] : [];
  });
}

const isOf = (companyId: string, role: Role) => role.status === 'granted' && role.companyId === companyId;
