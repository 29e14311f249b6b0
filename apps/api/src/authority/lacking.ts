import type { AskForKey } from '#contracts';
import { companiesLacking, rolesLacking, scopesLacking } from './authority';
import type { Call } from './call';
import { refusal } from '../http/refusal';

/** Nobody hands on what they do not hold. @throws Refusal `forbidden` naming the rights, scopes and companies */
export function refuseLacking({ roles, scopes, companies }: AskForKey, { authority }: Call): void {
  const unmet = [...rolesLacking(authority, roles), ...scopesLacking(authority, scopes), ...companiesLacking(authority, companies)];
  if (unmet.length > 0) throw refusal('forbidden', { unmet });
}
