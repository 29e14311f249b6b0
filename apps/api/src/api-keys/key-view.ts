import type { ListedKey } from '#iam';
import { rfc3339 } from '../http/time';

/** A key as operators see it. */
export function keyView(key: ListedKey) {
  const { keyId, name: note, client, companies, roles, scopes, createdBy, rotatedTo } = key;
  return {
    ...{ keyId, note, client, companies, roles, scopes, state: stateOf(key), createdAt: rfc3339(key.createdAt.getTime()) },
    ...(createdBy !== null && { createdBy }),
    ...(rotatedTo !== null && { rotatedTo }),
    ...instantOf('expiresAt', key),
    ...instantOf('revokedAt', key),
    ...instantOf('lastUsedAt', key),
  };
}

/** By the clock of the machine, as keys are checked. */
export function stateOf({ revokedAt, expiresAt }: Pick<ListedKey, 'revokedAt' | 'expiresAt'>): 'active' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt.getTime() <= Date.now() ? 'expired' : 'active';
}

const instantOf = (name: 'expiresAt' | 'revokedAt' | 'lastUsedAt', { [name]: at }: ListedKey) =>
  at === null ? {} : { [name]: rfc3339(at.getTime()) };
