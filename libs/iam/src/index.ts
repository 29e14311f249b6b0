export { findKey, insertKey, keysChannel, listKeys, noteUse, replaceKey, revokeKey, showKey } from './api-keys';
export type { ListedKey, NewKey, StoredKey } from './api-keys';
export { bindIdentity, listIdentities, removeIdentity, unbindIdentity } from './bindings';
export type { BoundIdentity } from './bindings';
export { boundTo, useAssertion } from './identities';
export { aliasesOf, externalIdsOf, findNamed, namePerson, namePersonAndHolder } from './principals';
export { writeSecurityEntry } from './security-log';
export type { SecurityEntry } from './security-log';
