import type { Account, Membership } from './account';

const membershipIn = (account: Account | undefined, companyId: string): Membership | undefined =>
  account?.status === 'living' && account.memberships[companyId]?.status === 'active' ? account.memberships[companyId] : undefined;

/** The managers of a person in a company, by their principals: those of their invite. Empty where it named none. */
export const managersOf = (account: Account | undefined, companyId: string): readonly string[] =>
  membershipIn(account, companyId)?.managers ?? [];

/** The department that their membership lies in. */
export const departmentIn = (account: Account | undefined, companyId: string): string | undefined =>
  membershipIn(account, companyId)?.departmentId;

/** The companies that the person is a member of now. */
export const companiesOf = (account: Account | undefined): readonly string[] =>
  account?.status === 'living'
    ? Object.keys(account.memberships).filter((companyId) => membershipIn(account, companyId) !== undefined)
    : [];
