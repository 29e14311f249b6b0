import type { Account, Role } from '#domain';

interface Found<S> {
  id: string;
  state: S;
}

/** The accounts and the roles of a company, by their ids. */
export interface RightsOfCompany {
  accounts(companyId: string, after: string | undefined, limit: number): Promise<readonly Found<Account>[]>;
  roles(companyId: string, from: string | undefined, limit: number): Promise<readonly Found<Role>[]>;
}
