import type { Role, Scope } from '#contracts';
import type { Companies } from '#domain';
import { companiesLacking, rolesLacking, scopesLacking } from './authority';
import type { Call } from './call';
import { refusal } from '../http/refusal';

/** What a key may do, and for whom. */
interface Rights {
  roles: readonly Role[];
  scopes: readonly Scope[];
  companies: Companies;
}

/** Nobody hands on what they do not hold. @throws Refusal `forbidden` naming the rights, scopes and companies */
export function refuseLacking({ roles, scopes, companies }: Rights, { authority }: Call): void {
  const unmet = [...rolesLacking(authority, roles), ...scopesLacking(authority, scopes), ...companiesLacking(authority, companies)];
  if (unmet.length > 0) throw refusal('forbidden', { unmet });
}
