export { findKey, insertKey, keysChannel, listKeys, noteUse, replaceKey, revokeKey, showKey } from './api-keys';
export type { ListedKey, NewKey, StoredKey } from './api-keys';
export { boundTo, useAssertion } from './identities';
export { externalIdsOf, findNamed, findPrincipal, namePerson, namePersonAndHolder, neverSeen, noteActed } from './principals';
export { writeSecurityEntry } from './security-log';
export type { SecurityEntry } from './security-log';
