import type { Account } from '../account/account';
import { belongsTo } from '../account/membership';
import { companyRoles, holdersOf, identityReviewer, platformGrants, type RoleFacts, type RoleName } from '../role/role';

/** Whether a person belongs to the company; without one, to the people of the platform, by a role of it. */
export function belongsThere(
  companyId: string | undefined,
  person: string,
  account: Account | undefined,
  roles: Partial<RoleFacts>,
): boolean {
  const ofPlatform: readonly RoleName[] = [identityReviewer, ...platformGrants];
  if (companyId === undefined) return ofPlatform.some((name) => holdersOf(roles[name]).includes(person));
  const inCompany = companyRoles.map((name) => roles[name]);
  return belongsTo(companyId, person, account, inCompany);
}
