export { findKey, hasMadeKey, insertKey, keysChannel, listKeys, noteUse, replaceKey, revokeKey, showKey } from './api-keys';
export type { ListedKey, NewKey, StoredKey } from './api-keys';
export { boundTo, useAssertion } from './identities';
export { externalIdsOf, findPrincipal, namePerson, namePersonAndHolder } from './principals';
export { listSecurityEntries, writeSecurityEntry } from './security-log';
export type { ListedEntry, SecurityEntry } from './security-log';
