import type { ProvenIdentity } from '../authority/authority';
import type { Call } from '../authority/call';

/** Returns whom the token of a call proves. @throws on a route that asks for no such token: a bug. */
export function identityOf({ authority }: Call): ProvenIdentity {
  if (!authority.identity) throw new Error('the route does not ask whom a token proves');
  return authority.identity;
}
